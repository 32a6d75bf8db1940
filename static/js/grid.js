// Companies × months by keyboard: the arrows go from cell to cell, Home and End to the ends of a line. Tab goes through all of them.

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** The first cell with a link from here on in steps of so many lines and columns. */
function linkFrom(rows, line, column, [down, right]) {
  for (let at = line, beside = column; rows[at]?.cells[beside]; at += down, beside += right) {
    const link = rows[at].cells[beside].querySelector("a");
    if (link) return link;
  }
  return null;
}

document.addEventListener("keydown", (event) => {
  const cell = event.target.matches?.(".month-matrix a") && event.target.closest("th, td");
  if (!cell || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const { rows } = cell.closest("tbody");
  const line = [...rows].indexOf(cell.parentElement);
  const last = cell.parentElement.cells.length - 1;
  let link = null;
  if (event.key === "Home") link = linkFrom(rows, line, 0, STEPS.ArrowRight);
  else if (event.key === "End") link = linkFrom(rows, line, last, STEPS.ArrowLeft);
  else if (event.key in STEPS) {
    const [down, right] = STEPS[event.key];
    link = linkFrom(rows, line + down, cell.cellIndex + right, STEPS[event.key]);
  }
  if (!link) return;
  event.preventDefault();
  link.focus();
});
