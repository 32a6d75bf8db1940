// What a note must say before it is one, asked for where no server answers: the rules and their words come with the form
// (`[data-draft-rules]`, made by `tracker/web/drafts/rules.py`).

import { firstOf, read } from "./filling.js";

const holds = (fields, names, values) => names.some((name) => (fields[name] ?? []).some((text) => text.trim() && (!values.length || values.includes(text))));

/** A rule of rows (`#` in its names, or `*` for the sections around them) for each row that there is. */
function ofRows(rule, fields) {
  const at = rule.at.search(/[*#]/);
  if (at < 0) return [rule];
  const start = rule.at.slice(0, at);
  const rows = new Set(Object.keys(fields).filter((name) => name.startsWith(start)).map((name) => parseInt(name.slice(at), 10)));
  return [...rows].flatMap((row) => ofRows(JSON.parse(JSON.stringify(rule).replaceAll(rule.at[at], row)), fields));
}

/** What is missing, as the server would refuse it: [{name, sentence}], the first of each field; of a draft less is asked. */
export function missing(form, { isDraft = false } = {}) {
  const block = form.querySelector("[data-draft-rules]");
  if (!block) return []; // a form of an older release: the server says it
  const fields = read(form);
  const found = new Map();
  for (const rule of JSON.parse(block.textContent).flatMap((one) => ofRows(one, fields))) {
    if (isDraft && !rule.of_draft) continue;
    if (found.has(rule.at) || !firstOf(form, rule.at) || !rule.when.every(([names, values]) => holds(fields, names, values))) continue;
    if (!holds(fields, rule.names, [])) found.set(rule.at, { name: rule.at, sentence: rule.sentence });
  }
  const order = [...form.elements].map((control) => control.name);
  return [...found.values()].sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
}
