// Typed text is not thrown away unasked: leaving a form that was changed and not sent asks first. A form whose text is safe on the
// device (draft.js marks it `data-kept`) is left without asking.

const changed = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.method === "post" && form.closest("main")) changed.add(form);
});

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) changed.delete(event.target);
});

window.addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => !("kept" in form.dataset))) event.preventDefault();
});
