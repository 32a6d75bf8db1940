// The error summary takes focus; a link to a field opens the group around it and puts the cursor in.

function goTo(id) {
  const target = document.getElementById(id);
  if (!target) return false;
  for (let group = target.closest("details"); group; group = group.parentElement?.closest("details")) group.open = true;
  const frame = target.closest(".field") ?? target;
  frame.scrollIntoView({ block: "start" });
  if (target.matches("input, select, textarea, button")) target.focus({ preventScroll: true, focusVisible: true });
  else target.querySelector("input:not([type=hidden]), select, textarea")?.focus({ preventScroll: true, focusVisible: true });
  return true;
}

const summary = document.querySelector("[data-error-summary]");
if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && goTo(decodeURIComponent(link.hash.slice(1)))) event.preventDefault();
  });
}
