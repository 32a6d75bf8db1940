// The desk of the 清書: a picture is turned and enlarged beside the text.

function enhance(figure) {
  const picture = figure.querySelector("img");
  let quarter = 0;
  figure.querySelector(".desk__turns").hidden = false;
  figure.querySelector("[data-turn-by]").addEventListener("click", () => {
    quarter = (quarter + 1) % 4;
    picture.dataset.quarter = quarter;
  });
  const zoom = figure.querySelector("[data-zoom]");
  zoom.addEventListener("click", () => {
    zoom.setAttribute("aria-pressed", String(figure.classList.toggle("desk__picture--large")));
  });
}

for (const figure of document.querySelectorAll("[data-turn]")) enhance(figure);
document.addEventListener("picture:come", ({ detail }) => { for (const figure of detail.part.querySelectorAll("[data-turn]")) enhance(figure); });
