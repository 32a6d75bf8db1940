// Between a form and its fields as {name: [texts]}: read from it, put back into it, rows that were added included.

import { growTo } from "./rows.js";

const NEVER = new Set(["csrf_token"]);
const NOT_TYPED = new Set(["submit", "button", "reset", "image", "file", "fieldset", "output"]);

function valuesOf(control) {
  if (NOT_TYPED.has(control.type) || control.matches(":disabled")) return [];
  if (["checkbox", "radio"].includes(control.type)) return control.checked ? [control.value] : [];
  if (control.options) return [...control.selectedOptions].filter((option) => !option.disabled).map((option) => option.value);
  return [control.value.replace(/\r\n?/g, "\n")];
}

/**
 * What is typed in a form, as it would be sent; files have a store of their own. Not by FormData: where a form has a textarea,
 * Chromium lays the whole page out for it, which takes a tenth of a second on a slow phone, at opening and at every pause in typing.
 */
export function read(form) {
  const fields = {};
  for (const control of form.elements) {
    const { name } = control;
    if (!name || NEVER.has(name) || name.startsWith("keep-")) continue;
    const values = valuesOf(control);
    if (values.length) (fields[name] ??= []).push(...values);
  }
  return fields;
}

function growRows(form, names) {
  for (const box of form.querySelectorAll("[data-rows]")) {
    const at = `${box.dataset.rows}-`;
    const indices = names.filter((name) => name.startsWith(at)).map((name) => parseInt(name.slice(at.length), 10));
    const last = Math.max(-1, ...indices.filter(Number.isInteger));
    if (last >= 0) growTo(box, last);
  }
}

function controlsByName(form) {
  const found = new Map();
  for (const control of form.elements) {
    if (!control.name || ["submit", "button", "file", "image", "reset"].includes(control.type)) continue;
    if (!found.has(control.name)) found.set(control.name, []);
    found.get(control.name).push(control);
  }
  return found;
}

function put(control, values, index) {
  const before = control.matches("[type=checkbox], [type=radio]") ? control.checked : control.value;
  if (control.matches("[type=checkbox], [type=radio]")) control.checked = values.includes(control.value);
  else if (control.matches("select[multiple]")) for (const option of control.options) option.selected = values.includes(option.value);
  else if (index < values.length) control.value = values[index];
  const after = control.matches("[type=checkbox], [type=radio]") ? control.checked : control.value;
  if (before === after) return;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

/**
 * Put fields back into a form, but for the `untouched` names; returns what no control takes, as {name: [texts]}. Boxes of a group that the fields do not name are
 * unticked where `isWhole` says that the fields are all there were.
 */
export function fill(form, fields, { isWhole = true, untouched = new Set() } = {}) {
  growRows(form, Object.keys(fields));
  const controls = controlsByName(form);
  for (const [name, group] of controls) {
    if (NEVER.has(name) || name === "version" || untouched.has(name)) continue;
    const values = fields[name];
    if (!values && !(isWhole && group[0].matches("[type=checkbox], [type=radio]"))) continue;
    group.forEach((control, index) => put(control, values ?? [], index));
    const shown = group.find((control) => control.type !== "hidden" && (control.checked || (control.value && !control.matches("[type=checkbox], [type=radio]"))));
    for (let around = shown?.closest("details"); around && form.contains(around); around = around.parentElement.closest("details")) around.open = true;
  }
  return Object.fromEntries(Object.entries(fields).filter(([name, values]) => !controls.has(name) && values.some((text) => text.trim())));
}

/** The field of that name that a person sees, the first of a group; null where there is none. */
export function firstOf(form, name) {
  const control = form.elements.namedItem(name);
  const first = control instanceof RadioNodeList ? control[0] : control;
  return first && first.type !== "hidden" ? first : null;
}

const NO_LABELS = { texts: {}, choices: {}, hidden: [] };

/** What the server calls every field that the form may have, also those that this one has no place for. */
function namesIn(form) {
  const block = form.querySelector("[data-draft-labels]");
  return block ? JSON.parse(block.textContent) : NO_LABELS;
}

/** `actions-3-what` as `actions-#-what`: what the rows of a form have in common. */
export const patternOf = (name) => name.replace(/(?<=-)\d+(?=-|$)/g, "#");

/** Whether a person chose or typed it: not a picture, which goes by itself, nor what the page needs for itself. */
export const isForReading = (form, name) => !name.endsWith("-pictures") && !namesIn(form).hidden.includes(patternOf(name));

/** What a person calls a field: its label, else the legend around it, else what the server calls it; null for none of today's. */
export function labelOf(form, name) {
  const first = firstOf(form, name);
  const group = first?.matches?.("[type=checkbox], [type=radio]") ? first.closest("fieldset")?.querySelector("legend") : null;
  const label = group ?? (first?.id ? document.querySelector(`label[for="${CSS.escape(first.id)}"]`) : null);
  if (label) return label.firstChild.textContent.trim();
  const { texts, choices } = namesIn(form);
  const said = texts[patternOf(name)] ?? choices[patternOf(name)];
  const row = Number(name.match(/-(\d+)(?!.*-\d)/)?.[1] ?? 0);
  return said ? said + (row ? `（${row + 1}）` : "") : null;
}

/** The values of a field as a person reads them: the words beside ticked boxes, the chosen option, the text; null for choices whose words are not here. */
export function inWords(form, name, values) {
  const control = form.elements.namedItem(name);
  if (!control && patternOf(name) in namesIn(form).choices) return null;
  const group = control instanceof RadioNodeList ? [...control] : control ? [control] : [];
  const said = values.map((value) => {
    const found = group.find((one) => one.matches?.("[type=checkbox], [type=radio]") && one.value === value);
    if (found) return document.querySelector(`label[for="${CSS.escape(found.id)}"]`)?.textContent.trim() ?? value;
    const option = [...(group[0]?.options ?? [])].find((one) => one.value === value);
    return option?.textContent.trim() ?? value;
  });
  return said.join("、");
}
