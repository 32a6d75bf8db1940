// Typed text is not thrown away unasked: leaving a form that was changed and not sent asks first. A form whose text is safe on the
// device (draft.js marks it `data-kept`) is left without asking.

const changed = new Set();

function ask(event) {
  if ([...changed].some((form) => !("kept" in form.dataset))) event.preventDefault();
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.method !== "post" || !form.closest("main")) return;
  changed.add(form);
  window.addEventListener("beforeunload", ask); // from here on only: a page that listens is asked before the next one is fetched
});

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) changed.delete(event.target);
});
