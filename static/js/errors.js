// What a field was refused for: the summary takes focus, a link in it opens the group around the field and puts the cursor in. What
// changes is no longer refused: its words go, and its line in the summary, until the form is sent or looked at again.

import { piece } from "./words.js";

const SUMMARY = "[data-error-summary]";

export function goTo(id) {
  const target = document.getElementById(id);
  if (!target) return false;
  for (let group = target.closest("details"); group; group = group.parentElement?.closest("details")) group.open = true;
  const frame = target.closest(".field") ?? target;
  frame.scrollIntoView({ block: "start" });
  if (target.matches("input, select, textarea, button")) target.focus({ preventScroll: true, focusVisible: true });
  else target.querySelector("input:not([type=hidden]), select, textarea")?.focus({ preventScroll: true, focusVisible: true });
  return true;
}

/** What a screen reader reads with the field: the box of a group, else the input itself. */
const described = (control) => (control.matches("[type=checkbox], [type=radio]") ? control.closest("fieldset") : null) ?? control;

const idsIn = (part) => (part.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);

function describe(part, ids) {
  if (ids.length) part.setAttribute("aria-describedby", ids.join(" "));
  else part.removeAttribute("aria-describedby");
}

/** Say beside a field what is wrong with it, as the server does; what was said there before goes. */
export function refuse(control, sentence) {
  const frame = control.closest(".field");
  if (!frame) return;
  accept(frame);
  const words = piece("field-error", { sentence });
  words.id = `${control.id}-error`;
  frame.classList.add("field--error");
  const label = frame.querySelector(":scope > .field__hint") ?? frame.querySelector(":scope > .field__label");
  if (label) label.after(words);
  else frame.prepend(words);
  const part = described(control);
  describe(part, [...idsIn(part), words.id]);
  if (part === control) control.setAttribute("aria-invalid", "true");
}

/** Take the words of a refusal from a field, and the lines of the summary that lead to it. */
export function accept(frame) {
  frame.classList.remove("field--error");
  for (const words of frame.querySelectorAll(".field__error")) {
    for (const part of [frame, ...frame.querySelectorAll("[aria-describedby]")]) describe(part, idsIn(part).filter((id) => id !== words.id));
    words.remove();
  }
  for (const input of frame.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  countDown((id) => frame.contains(document.getElementById(id)));
}

/** Take the lines from the summary whose field `isSettled`; without lines it goes, and with it what the title says. */
function countDown(isSettled) {
  for (const summary of document.querySelectorAll(SUMMARY)) {
    for (const link of summary.querySelectorAll('a[href^="#"]')) {
      if (isSettled(decodeURIComponent(link.hash.slice(1)))) link.closest("li").remove();
    }
    if (summary.querySelector("li")) continue;
    const { prefix } = summary.dataset;
    if (prefix && document.title.startsWith(prefix)) document.title = document.title.slice(prefix.length);
    summary.remove();
  }
}

for (const event of ["input", "change"]) {
  document.addEventListener(event, ({ target }) => {
    const frame = target.closest(".field--error");
    if (frame) accept(frame);
    // A row with a refused field was taken out.
    else if (target.matches("[data-rows]")) countDown((id) => id.startsWith(`${target.dataset.rows}-`) && !document.getElementById(id));
  });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(`${SUMMARY} a[href^="#"]`);
  if (link && goTo(decodeURIComponent(link.hash.slice(1)))) event.preventDefault();
});

document.querySelector(SUMMARY)?.focus();
