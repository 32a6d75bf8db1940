// A second submit within two seconds is ignored (the button is never disabled); Enter that ends an IME conversion submits nothing.

const WAIT_MS = 2000;
const sentAt = new WeakMap();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  const now = Date.now();
  if (now - (sentAt.get(form) ?? -WAIT_MS) < WAIT_MS) event.preventDefault();
  else sentAt.set(form, now);
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) sentAt.delete(form);
});

document.addEventListener("keydown", (event) => {
  // keyCode 229: Safari reports the Enter that ends a conversion after compositionend.
  const composing = event.isComposing || event.keyCode === 229;
  if (event.key === "Enter" && composing && event.target.matches("input")) event.preventDefault();
}, true);
