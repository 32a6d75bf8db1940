// A passkey is made or shown in the browser's own dialogue; what comes of it is sent by the form around the button, as every form is.

import { word } from "./words.js";

const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const byId = (one) => ({ ...one, id: toBytes(one.id) });

/** The options as the browser wants them: bytes where JSON has texts. */
function opened(options) {
  const { user, allowCredentials = [], excludeCredentials = [] } = options;
  return {
    ...options,
    challenge: toBytes(options.challenge),
    ...(user && { user: byId(user) }),
    allowCredentials: allowCredentials.map(byId),
    excludeCredentials: excludeCredentials.map(byId),
  };
}

/** The answer as JSON has it. */
function closed({ id, rawId, type, response }) {
  const told = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].filter((name) => response[name]);
  return { id, rawId: toText(rawId), type, response: Object.fromEntries(told.map((name) => [name, toText(response[name])])) };
}

class NoAnswer extends Error {}

/** What is asked for: it stands on the page, or is asked for just now, since it does not hold for long. */
async function optionsOf({ options, optionsUrl }) {
  if (options) return JSON.parse(options);
  try {
    const answer = await fetch(optionsUrl, { headers: { Accept: "application/json" }, redirect: "manual" });
    if (answer.ok) return await answer.json();
  } catch {
    // No network: the same as an answer that is none.
  }
  throw new NoAnswer();
}

function say(sentence) {
  const said = document.querySelector("[data-passkey-said]");
  said.replaceChildren(Object.assign(document.createElement("p"), { textContent: sentence }));
}

function wordOf(error) {
  if (error instanceof NoAnswer) return word("passkey_no_answer");
  return word(`passkey_${error?.name}`) || word("passkey_other");
}

function enhance(button) {
  const { form } = button;
  const field = form.elements.passkey;
  const act = button.dataset.passkey;
  let isAsking = false;
  button.hidden = false;
  button.addEventListener("click", async (event) => {
    if (field.value) return; // answered: the form goes
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    say("");
    try {
      const publicKey = opened(await optionsOf(button.dataset));
      field.value = JSON.stringify(closed(await navigator.credentials[act]({ publicKey })));
      form.requestSubmit(button);
    } catch (error) {
      say(wordOf(error));
    }
    isAsking = false;
  });
  // Whoever comes back to the page answers anew.
  window.addEventListener("pageshow", () => { field.value = ""; });
}

if ("PublicKeyCredential" in window) document.querySelectorAll("[data-passkey]").forEach(enhance);
else {
  for (const place of document.querySelectorAll("[data-passkey-hindrance]")) {
    place.textContent = word("passkey_no_browser");
    place.hidden = false;
  }
}
