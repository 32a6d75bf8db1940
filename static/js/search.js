// Search by keyboard: "/" goes to the search field, the arrow keys move through the hits.

const hits = [...document.querySelectorAll("[data-hit]")];
const isTyping = (element) => element.matches("input, textarea, select, [contenteditable]");
const shown = (element) => element.getClientRects().length > 0;

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && !isTyping(event.target)) {
    const field = [...document.querySelectorAll("[data-search-page] input, .site-search input")].find(shown);
    event.preventDefault();
    if (!field) {
      document.querySelector(".search-link")?.click(); // a phone's header has room for the way to the field alone
      return;
    }
    field.focus();
    field.select();
    return;
  }
  if (!hits.length || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
  const at = hits.indexOf(document.activeElement);
  const inField = document.activeElement.closest("[data-search-page]") && isTyping(document.activeElement);
  if (at < 0 && !inField) return;
  const next = event.key === "ArrowDown" ? at + 1 : at - 1;
  if (next >= hits.length) return;
  event.preventDefault();
  if (next < 0) document.querySelector("[data-search-page] input").focus();
  else hits[next].focus();
});
