// A text that is copied with one tap, and what is said of it then.

/** The text of a field; said.dataset has the words for either end. */
export async function copyText(field, said) {
  try {
    await navigator.clipboard.writeText(field.value);
    said.textContent = said.dataset.copied;
  } catch {
    // Without https there is no clipboard: the text is selected, and the old way tried.
    field.select();
    said.textContent = document.execCommand("copy") ? said.dataset.copied : said.dataset.selected;
  }
}

function enhance(place) {
  const [field, button, said] = ["textarea", "[data-copy-button]", "[data-copy-said]"].map((name) => place.querySelector(name));
  button.hidden = false;
  button.addEventListener("click", () => copyText(field, said));
}

document.querySelectorAll("[data-copy]").forEach(enhance);
