// The grid of an uploaded form: a click on a cell, Enter on it, or its address typed in the panel brings what is tied to it into the
// panel; arrow keys move.

const table = document.querySelector("[data-form-grid]");
const panel = document.querySelector("[data-form-panel]");
const cellAt = (target) => target.closest?.("td[data-ref]");

// Only what the choices so far ask for stays in sight; without a script all fields stand there with their hints.
function narrow(form) {
  const { source, format, way, nth, last_row, parameter } = form.elements;
  const chosen = source.selectedOptions[0];
  const kind = chosen?.dataset.kind ?? "text";
  for (const option of format.options) option.hidden = option.disabled = Boolean(option.dataset.suits) && !option.dataset.suits.split(" ").includes(kind);
  if (format.selectedOptions[0]?.disabled) format.value = "";
  const show = (field, isWanted) => {
    const box = field.closest(".field");
    box.hidden = !isWanted && !box.classList.contains("field--error");
  };
  show(nth, way.value === "cell" && Boolean(chosen?.dataset.kind) && !chosen.value.startsWith("programme."));
  show(last_row, way.value === "band");
  show(parameter, format.selectedOptions[0]?.hasAttribute("data-asks"));
  const fixed = form.querySelector("details");
  fixed.hidden = source.value !== "fixed:";
  fixed.open ||= source.value === "fixed:";
}

function narrowFormats() {
  const form = panel?.querySelector("[data-tie-form]");
  if (!form) return;
  form.addEventListener("change", () => narrow(form));
  narrow(form);
}

function mark(cell) {
  for (const other of table.querySelectorAll(".form-grid__chosen")) other.classList.remove("form-grid__chosen");
  cell.classList.add("form-grid__chosen");
}

// Of cells that are chosen one soon after the other the last one counts, whichever answer comes first; the second click of a
// double click asks for nothing, so that what was begun in the panel stays.
let asked = { ref: panel?.dataset.formPanel, stop() {} };

const addressOf = (ref) => {
  const address = new URL(table.dataset.formGrid, location.href);
  address.searchParams.set("cell", ref);
  return address;
};

/** The cell as it was typed, if it is one: 「ａ１４」 and 「$A$14」 are A14. */
const typedRef = (text) => text.normalize("NFKC").replaceAll(/[$\s]/g, "").toUpperCase().match(/^[A-Z]{1,3}[1-9][0-9]{0,6}$/)?.[0];

// What acts on the cell of the heading waits while another one is typed.
function hold(input) {
  const isOther = typedRef(input.value) !== asked.ref;
  for (const button of panel.querySelectorAll("form:not([data-tie-form]) button")) button.disabled = isOther;
}

/** A typed address chooses its cell. One that the grid does not show (inside a merged block, in other rows) is a page of its own. */
function chooseTyped(input, moves) {
  const ref = typedRef(input.value);
  if (!ref || ref === asked.ref) return false;
  const cell = table.querySelector(`td[data-ref="${ref}"]`);
  if (cell) {
    choose(cell, moves);
  } else {
    const address = addressOf(ref);
    address.searchParams.delete("page");
    location.assign(`${address}#panel`);
  }
  return true;
}

/** What was chosen in the panel while the answer was under way stays, and so does the place of the keyboard. */
function carryOver(before, focused, touched) {
  for (const id of touched) {
    const [from, to] = [before.querySelector(`#${CSS.escape(id)}`), panel.querySelector(`#${CSS.escape(id)}`)];
    if (!from || !to) continue;
    if ("checked" in from && from.type !== "text") to.checked = from.checked;
    else to.value = from.value;
  }
  if (focused) panel.querySelector(`#${CSS.escape(focused)}`)?.focus();
}

async function choose(cell, moves) {
  if (cell.dataset.ref === asked.ref) {
    if (moves && !panel.hasAttribute("aria-busy")) panel.querySelector("h2").focus();
    return;
  }
  const address = addressOf(cell.dataset.ref);
  const touched = new Set();
  const note = ({ target }) => { if (target.id && target.name !== "cell") touched.add(target.id); };
  mark(cell);
  asked.stop();
  const stopping = new AbortController();
  asked = { ref: cell.dataset.ref, stop: () => stopping.abort() };
  panel.setAttribute("aria-busy", "true");
  panel.addEventListener("input", note, { signal: stopping.signal });
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: stopping.signal });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-form-panel]");
    if (!answer.ok || !fresh) throw new Error("no panel");
    const focused = panel.contains(document.activeElement) ? document.activeElement.id : "";
    const before = document.createElement("div");
    before.append(...panel.childNodes);
    panel.replaceChildren(...fresh.childNodes);
    carryOver(before, focused, touched);
    history.replaceState(null, "", address);
    narrowFormats();
    if (moves) panel.querySelector("h2").focus();
  } catch {
    if (stopping.signal.aborted) return;
    location.assign(`${address}#panel`);
  }
  panel.removeEventListener("input", note);
  panel.removeAttribute("aria-busy");
}

function neighbour(cell, key) {
  const seen = cell.getBoundingClientRect();
  const steps = { ArrowLeft: [seen.left - 3, seen.top + 3], ArrowRight: [seen.right + 3, seen.top + 3], ArrowUp: [seen.left + 3, seen.top - 3], ArrowDown: [seen.left + 3, seen.bottom + 3] };
  const inside = ([x, y], box) => x >= box.left && x < box.right && y >= box.top && y < box.bottom;
  return [...table.querySelectorAll("td[data-ref]")].find((other) => inside(steps[key], other.getBoundingClientRect()));
}

function onKey(event) {
  const cell = cellAt(event.target);
  if (!cell || event.isComposing) return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    choose(cell, true);
  } else if (event.key.startsWith("Arrow")) {
    event.preventDefault();
    const next = neighbour(cell, event.key);
    if (!next) return;
    cell.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

narrowFormats();
if (table && panel) {
  const first = table.querySelector(".form-grid__chosen") ?? table.querySelector("td[data-ref]");
  for (const cell of table.querySelectorAll("td[data-ref]")) cell.tabIndex = cell === first ? 0 : -1;
  table.addEventListener("keydown", onKey);
  table.addEventListener("click", (event) => {
    const cell = cellAt(event.target);
    if (cell) choose(cell, matchMedia("(max-width: 63.99rem)").matches);
  });
  const isAddress = (target) => target.matches("[data-tie-form] [name=cell]");
  panel.addEventListener("input", ({ target }) => { if (isAddress(target)) hold(target); });
  panel.addEventListener("change", ({ target }) => { if (isAddress(target)) chooseTyped(target, false); });
  panel.addEventListener("keydown", (event) => {
    // Enter chooses first, as it does in the grid; once the cell is the one of the heading it sends the form.
    if (event.key === "Enter" && !event.isComposing && isAddress(event.target) && chooseTyped(event.target, true)) event.preventDefault();
  });
  first?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
}
