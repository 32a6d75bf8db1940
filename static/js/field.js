// The shell: my companies' cards and the form, opened from what the device keeps, with or without a network.

import { attach } from "./draft.js";
import { enhanceFields } from "./fields.js";
import { enhanceRows } from "./rows.js";
import { hear, hoursOff, today } from "./clock.js";
import { listCards, loadDraft, newKey, readMeta, who } from "./store.js";
import { piece, word } from "./words.js";

const root = document.querySelector("[data-field]");
const view = root?.querySelector("[data-field-view]");
const inPath = location.pathname.match(/^\/p\/([^/]+)\/(visits|meetings)\/new$/);
let hasLeftPath = false;

function show(...parts) {
  view.replaceChildren(...parts.filter(Boolean));
  view.querySelector("h2")?.setAttribute("tabindex", "-1");
}

const fullName = ({ title, text }) => (title ? `${title}：${text}` : text);

function listOf(card, isOurs) {
  return card.actions.filter((action) => action.is_ours === isOurs).map(({ what, owner, due }) => {
    const item = document.createElement("li");
    item.textContent = word("action", { what, owner, due });
    return item;
  });
}

function cardView(card, { isAlone = false } = {}) {
  const shown = piece("card", {
    name: card.name, address: card.address, team: card.team.join("、"), next: card.next_on,
    cases: card.cases.map(({ title, furthest }) => (furthest ? `${title}（${furthest}）` : title)).join("\n"),
    last: card.last ? word("last_visit", { day: card.last.on, people: card.last.people.join("、") }) : "",
    decisions: card.last?.decisions, facts: card.last?.facts.map(fullName).join("\n\n"),
  });
  for (const [name, isOurs] of [["[data-ours]", true], ["[data-theirs]", false]]) {
    const items = listOf(card, isOurs);
    if (items.length) shown.querySelector(`${name} ul`).replaceChildren(...items);
    else shown.querySelector(name).remove();
  }
  for (const part of shown.querySelectorAll("[data-with]")) if (!part.querySelector("[data-slot], li")) part.remove();
  const more = shown.querySelector("details");
  if (!more.querySelector("[data-slot], li")) more.remove();
  shown.querySelector("[data-log]").href = `#visit=${card.enrolment_id}`;
  if (card.meeting) shown.querySelector("[data-meet]").href = `#meeting=${card.enrolment_id}`;
  else shown.querySelector("[data-meet]").remove();
  if (isAlone) more.open = true;
  return shown;
}

/** A form that the device keeps, as it would stand on its own page. */
function formView(card, kind, draft) {
  const kept = kind === "meeting" ? card.meeting : card.form;
  if (!kept) return piece("no-form");
  const address = new URL(card.forms[kind], location.origin);
  const box = piece("form", { name: card.name, day: word("assumed_day", { day: today() }) });
  const off = Math.abs(hoursOff());
  if (off > 12) box.querySelector("[data-clock] p").textContent = word("clock_off", { hours: Math.round(off) });
  else box.querySelector("[data-clock]").remove();
  const form = document.importNode(new DOMParser().parseFromString(kept, "text/html").querySelector("form"), true);
  form.action = address.pathname + address.search;
  form.elements.idempotency_key.value = newKey();
  const day = form.elements.visit_on ?? form.elements.meeting_on;
  if (day) day.value = today();
  box.append(form);
  show(box);
  enhanceFields(form);
  enhanceRows(form);
  document.dispatchEvent(new CustomEvent("form:shown", { detail: { form } }));
  if (draft) form.dataset.draftOpened = draft.key;
  attach(form, {
    address: `${kind}s/new${address.search}`, programme: card.programme, title: card.name, release: card.release,
  });
  return null;
}

async function draftView(key, cards) {
  const draft = await loadDraft(key);
  if (!draft) return piece("no-form");
  const company = Number(new URLSearchParams(draft.address.split("?")[1]).get("company"));
  const card = cards.find((one) => one.enrolment_id === company && one.programme === draft.programme);
  if (card && draft.address.includes("/new")) return formView(card, draft.kind, draft);
  const away = piece("form-away", { name: draft.title });
  away.querySelector("a").href = `/p/${draft.programme}/${draft.address}#draft=${draft.key}`;
  return away;
}

async function route() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  const cards = await listCards();
  const of = (id) => cards.find((card) => card.enrolment_id === Number(id));
  if (inPath && !hasLeftPath && !wanted.size) {
    hasLeftPath = true;
    const card = of(new URLSearchParams(location.search).get("company"));
    if (card) return formView(card, inPath[2] === "visits" ? "visit" : "meeting");
  }
  for (const kind of ["visit", "meeting"]) {
    const card = wanted.has(kind) && of(wanted.get(kind));
    if (card) return formView(card, kind);
  }
  if (wanted.has("draft")) return draftView(wanted.get("draft"), cards);
  if (!cards.length) return piece((await who()) ? "no-cards" : "nobody");
  const list = document.createElement("div");
  list.className = "card-grid";
  list.append(...cards.map((card) => cardView(card, { isAlone: cards.length === 1 })));
  return list;
}

async function render() {
  const shown = await route();
  if (shown) show(shown);
  view.setAttribute("aria-busy", "false");
}

async function start() {
  const clock = await readMeta("clock");
  if (clock) hear(clock.server, clock.device);
  if (location.pathname !== "/field") {
    const away = root.querySelector("[data-field-away]");
    away.hidden = false;
    away.querySelector("a").href = location.href;
  }
  window.addEventListener("hashchange", render);
  document.addEventListener("cards:changed", render);
  await render();
}

if (root) start().catch(() => show(piece("no-store")));
