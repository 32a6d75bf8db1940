// The letter after a visit: the link to the mail program follows what is typed (RFC 6068), and the body can be copied.

const LONGEST_ADDRESS = 1900; // as tracker/domain/letters.py has it

function addressOf(to, subject, body) {
  const lines = body.replace(/\r?\n/g, "\r\n");
  return `mailto:${encodeURIComponent(to).replace(/%40/g, "@")}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(lines)}`;
}

for (const form of document.querySelectorAll("[data-letter]")) {
  const [subject, body] = ["subject", "body"].map((name) => form.elements.namedItem(name));
  const link = form.querySelector("[data-letter-mail]");
  const copy = form.querySelector("[data-letter-copy]");
  const follow = () => {
    const address = addressOf(form.dataset.to, subject.value, body.value);
    const isTooLong = address.length > LONGEST_ADDRESS;
    form.querySelector("[data-letter-long]").hidden = !isTooLong;
    link.href = isTooLong ? addressOf(form.dataset.to, subject.value, "") : address;
  };
  form.addEventListener("input", follow);
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(body.value);
    } catch {
      body.select(); // no clipboard without HTTPS: the text is selected, ready to be copied by hand
      document.execCommand("copy");
    }
    form.querySelector("[data-letter-status]").textContent = copy.dataset.done;
  });
}
