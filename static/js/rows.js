// Repeated rows: the button adds a blank copy of the last row; a row can be taken out. Without JavaScript a few blank rows stand ready.

import { enhanceFields } from "./fields.js";

const growing = new WeakMap();

/** The blank row as text, its index replaced by a mark that new rows replace in turn. */
function patternOf(row, prefix, index) {
  const copy = row.cloneNode(true);
  for (const input of copy.querySelectorAll("input, textarea, select")) {
    if (input.matches("[type=checkbox], [type=radio]")) input.removeAttribute("checked");
    else if (input.matches("textarea")) input.textContent = "";
    else if (input.matches("select")) input.querySelector("[selected]")?.removeAttribute("selected");
    else input.removeAttribute("value");
    input.removeAttribute("aria-invalid");
  }
  copy.querySelectorAll(".field__error").forEach((part) => part.remove());
  copy.querySelectorAll(".field--error").forEach((part) => part.classList.remove("field--error"));
  copy.querySelectorAll(".date-field__buttons").forEach((part) => { part.hidden = true; });
  copy.querySelectorAll(".date-field__era").forEach((part) => { part.textContent = ""; });
  copy.querySelectorAll(".by-name__found").forEach((part) => { part.replaceChildren(); part.hidden = true; });
  copy.querySelectorAll(".date-field__native").forEach((part) => part.remove());
  return copy.outerHTML.replaceAll(`${prefix}-${index}`, `${prefix}-{n}`);
}

function enhance(box) {
  const prefix = box.dataset.rows;
  const add = box.querySelector("[data-add]");
  const rows = () => [...box.querySelectorAll("[data-row]")];
  if (!rows().length) return;
  let next = rows().length;
  // Taken of the row that came last, but not before a row is wanted: what was typed into it meanwhile is in none of its attributes.
  const [blank, index] = [rows().at(-1), next - 1];
  let pattern;

  const renumber = () => rows().forEach((row, i) => {
    row.querySelector("[data-row-number]").textContent = i + 1;
    row.querySelector("[data-remove]").hidden = rows().length === 1;
  });
  const grow = () => {
    pattern ??= patternOf(blank, prefix, index);
    add.insertAdjacentHTML("beforebegin", pattern.replaceAll("{n}", next));
    next += 1;
    const row = rows().at(-1);
    enhanceFields(row);
    renumber();
    return row;
  };
  growing.set(box, { grow, next: () => next });
  add.addEventListener("click", () => {
    grow().querySelector("input:not([type=hidden]), textarea, select")?.focus();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
  box.addEventListener("click", (event) => {
    const remove = event.target.closest("[data-remove]");
    if (!remove) return;
    remove.closest("[data-row]").remove();
    renumber();
    add.focus();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
  add.hidden = false;
  renumber();
}

/** Add rows until there is one of that index: a draft is being put back. */
export function growTo(box, index) {
  const rows = growing.get(box);
  while (rows && rows.next() <= index && index < 100) rows.grow();
}

/** Also called for a form that was put into the page later. */
export function enhanceRows(part) {
  part.querySelectorAll("[data-rows]").forEach(enhance);
}

enhanceRows(document);
