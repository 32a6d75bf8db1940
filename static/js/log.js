// The form of a visit: Enter leads on to the next field (the form itself refuses to be sent by it), and a date is an answer to
// 「次回の訪問」 by itself.

const FIELDS = "input:not([type=hidden]), textarea, select, button, summary";

function isVisible(element) {
  return !element.disabled && element.getClientRects().length > 0;
}

function leadOn(form, input) {
  const all = [...form.querySelectorAll(FIELDS)].filter((element) => element.tabIndex >= 0 && isVisible(element));
  const fields = all.filter((element) => !element.matches("button[type=button]"));
  const after = fields.find((element) => input.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING
    && !(element.type === "radio" && element.name === input.name));
  after?.focus();
}

function onEnter(event) {
  const input = event.target;
  if (event.key !== "Enter" || !input.matches("input")) return;
  event.preventDefault();
  // Enter that ends a conversion stays where it is; Safari sends it after compositionend, with the key code 229.
  if (!event.isComposing && event.keyCode !== 229) leadOn(event.currentTarget, input);
}

function enhanceNext(box) {
  const day = box.querySelector("[name=next_on]");
  const answers = [...box.querySelectorAll("[name=next_answer]")];
  day.addEventListener("input", () => {
    const fixed = answers.find((one) => one.value === "date");
    if (fixed && day.value) fixed.checked = true;
  });
  for (const answer of answers) {
    answer.addEventListener("change", () => {
      if (answer.value === "date" || !day.value) return;
      day.value = "";
      day.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}

function enhance(form) {
  form.addEventListener("keydown", onEnter);
  form.querySelectorAll("[data-next]").forEach(enhanceNext);
}

document.querySelectorAll("form[data-field-log]").forEach(enhance);
// The shell without a network puts a form into the page later.
document.addEventListener("form:shown", ({ detail }) => { if (detail.form.matches("[data-field-log]")) enhance(detail.form); });
