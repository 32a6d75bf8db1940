// An end that does not come after its start is said beside its field at once, in the server's words (`data-after` names the start,
// `data-after-words` says it). What is written in no common way is left to the server, which reads more and decides.

import { accept, refuse } from "./errors.js";

const CLOCK = /^(\d{1,2})(?::(\d{2})(?::00)?|時(?:(半)|(\d{1,2})分?)?)$/;
const CLOSED_UP = /^(\d{1,2})(\d{2})$/;

/** 9:30, ９：３０, 0930, 9時半, 13時: minutes since midnight, or null. */
export function readTime(text) {
  const plain = text.normalize("NFKC").replace(/\s+/g, "");
  const [, hour, minute, half, other] = plain.match(CLOSED_UP) ?? plain.match(CLOCK) ?? [];
  const minutes = half ? 30 : Number(minute ?? other ?? 0);
  return hour !== undefined && Number(hour) < 24 && minutes < 60 ? Number(hour) * 60 + minutes : null;
}

function check(end) {
  const start = document.getElementById(end.dataset.after);
  const [from, until] = [readTime(start?.value ?? ""), readTime(end.value)];
  const isWrong = from !== null && until !== null && until <= from;
  if (isWrong && !end.hasAttribute("aria-invalid")) refuse(end, end.dataset.afterWords);
  else if (!isWrong && "isAfter" in end.dataset) accept(end.closest(".field"));
  if (isWrong) end.dataset.isAfter = "";
  else delete end.dataset.isAfter;
}

/** The end in the form that stands before its start, if there is one. */
export const endBeforeStart = (form) => form.querySelector("[data-is-after]");

// When a field is left or filled by its button: what is half typed is no contradiction yet.
document.addEventListener("change", ({ target }) => {
  if (!target.form) return;
  for (const end of target.form.querySelectorAll("[data-after]")) if (end === target || end.dataset.after === target.id) check(end);
});
