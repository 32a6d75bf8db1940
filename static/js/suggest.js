// Beside a field of many choices: names are looked up while they are typed, and a press on one writes it. What the name means the
// server reads from the text, so nothing is lost without this.

const PAUSE_MS = 200;
let pause;

const isOneOfSeveral = (input) => "several" in input.dataset;
/** What stands before the name that is being typed, and that name. */
function split(input) {
  const begins = isOneOfSeveral(input) ? Math.max(...["、", "，", ","].map((mark) => input.value.lastIndexOf(mark))) + 1 : 0;
  return [input.value.slice(0, begins), input.value.slice(begins).trim()];
}

function choose(input, name) {
  input.value = `${split(input)[0]}${name}${isOneOfSeveral(input) ? "、" : ""}`;
  show(input, []);
  input.focus();
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function show(input, lines) {
  const list = input.parentElement.querySelector("ul");
  list.replaceChildren(...lines.map((line) => {
    const item = document.createElement("li");
    item.append(line);
    return item;
  }));
  list.hidden = !lines.length;
}

function buttonFor(input, name) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--secondary button--small";
  button.textContent = name;
  button.addEventListener("click", () => choose(input, name));
  return button;
}

async function suggest(input) {
  const [, name] = split(input);
  if (!name) return show(input, []);
  const answer = await fetch(`${input.dataset.suggest}&q=${encodeURIComponent(name)}`).catch(() => null);
  if (!answer?.ok || split(input)[1] !== name) return undefined;
  const { names } = await answer.json();
  return show(input, names.length ? names.map((one) => buttonFor(input, one)) : [input.dataset.none]);
}

document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-suggest]") || event.isComposing) return;
  clearTimeout(pause);
  pause = setTimeout(() => suggest(event.target), PAUSE_MS);
});

document.addEventListener("compositionend", (event) => {
  if (event.target.matches?.("[data-suggest]")) suggest(event.target);
});

document.addEventListener("keydown", (event) => {
  const input = event.target.closest?.(".by-name")?.querySelector("input");
  if (event.key !== "Escape" || !input) return;
  show(input, []);
  input.focus();
});
