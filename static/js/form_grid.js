// The grid of an uploaded form: a click on a cell, or Enter on it, brings what is tied to it into the panel; arrow keys move.

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

async function choose(cell, moves) {
  if (cell.dataset.ref === asked.ref) {
    if (moves && !panel.hasAttribute("aria-busy")) panel.querySelector("h2").focus();
    return;
  }
  const address = new URL(table.dataset.formGrid, location.href);
  address.searchParams.set("cell", cell.dataset.ref);
  mark(cell);
  asked.stop();
  const stopping = new AbortController();
  asked = { ref: cell.dataset.ref, stop: () => stopping.abort() };
  panel.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: stopping.signal });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-form-panel]");
    if (!answer.ok || !fresh) throw new Error("no panel");
    panel.replaceChildren(...fresh.childNodes);
    history.replaceState(null, "", address);
    narrowFormats();
    if (moves) panel.querySelector("h2").focus();
  } catch {
    if (stopping.signal.aborted) return;
    location.assign(`${address}#panel`);
  }
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
  first?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
}
