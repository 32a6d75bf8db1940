// Pictures of a record that were still on their way when its page was drawn: they stand in their places as soon as they have come.
// Asked for when this device has sent what it kept, has sent one more, or the page is looked at again; never on and on.

import { sendAll } from "./outbox.js";
import { listPictures } from "./store.js";

const ON_ITS_WAY = "[data-on-its-way]";
let waiting;
let running;

async function draw() {
  const answer = await fetch(location.href, { redirect: "manual" });
  if (!answer.ok) return;
  const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll(ON_ITS_WAY)) {
    const there = drawn.querySelector(`[data-attachment="${part.dataset.attachment}"]`);
    if (!there || there.matches(ON_ITS_WAY)) continue;
    part.replaceWith(there);
    document.dispatchEvent(new CustomEvent("picture:come", { detail: { part: there } }));
  }
}

function look() {
  if (document.visibilityState !== "visible" || !document.querySelector(ON_ITS_WAY)) return;
  running ??= draw().catch((error) => console.info(`no look at what has come: ${error}`)).finally(() => { running = undefined; });
}

/** Fewer pictures wait on this device than before: one has gone. */
async function lookIfSent() {
  const before = waiting;
  waiting = (await listPictures()).length;
  if (waiting < before) look();
}

async function start() {
  waiting = (await listPictures()).length;
  document.addEventListener("drafts:changed", () => lookIfSent().catch(() => {}));
  document.addEventListener("visibilitychange", look);
  await sendAll();
  look();
}

if (document.querySelector(ON_ITS_WAY)) start().catch((error) => console.info(`nothing is kept on this device: ${error}`));
