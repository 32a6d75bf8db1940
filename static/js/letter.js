// The letter after a visit: the mail link follows what is typed, and the text is copied with one tap.

import { copyText } from "./copy.js";

/** As tracker/domain/letters.py writes it: UTF-8 in per cent, line breaks as CRLF. */
function inPerCent(text, safe = "") {
  const crlf = text.replace(/[\ud800-\udfff]/gu, "").replace(/\r\n?|\n/g, "\r\n"); // no half characters
  const coded = encodeURIComponent(crlf).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return safe ? coded.replaceAll(encodeURIComponent(safe), safe) : coded;
}

function mailto(to, subject, body) {
  const addresses = to.split(/[,;、]/).map((address) => address.trim()).filter(Boolean);
  const asked = Object.entries({ subject, body }).filter(([, value]) => value).map(([name, value]) => `${name}=${inPerCent(value)}`);
  return `mailto:${addresses.map((address) => inPerCent(address, "@")).join(",")}${asked.length ? `?${asked.join("&")}` : ""}`;
}

function enhance(form) {
  const { to, subject, body } = form.elements;
  const [link, copy, said] = ["link", "copy", "said"].map((name) => form.querySelector(`[data-letter-${name}]`));
  const follow = () => {
    const whole = mailto(to.value, subject.value, body.value);
    const fits = whole.length <= Number(form.dataset.longest);
    link.href = fits ? whole : mailto(to.value, subject.value, "");
    form.querySelector("[data-letter-fits]").hidden = !fits;
    form.querySelector("[data-letter-long]").hidden = fits;
    copy.classList.toggle("button--secondary", fits);
    link.classList.toggle("button--secondary", !fits);
  };
  form.addEventListener("input", follow);
  copy.hidden = false;
  copy.addEventListener("click", () => copyText(body, said));
  follow();
}

document.querySelectorAll("form[data-letter]").forEach(enhance);
