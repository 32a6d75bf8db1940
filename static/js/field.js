// The shell: the cards of the companies I go to and their forms, opened from what the device keeps, with or without a network.

import { addressOf, attach } from "./draft.js";
import { enhanceFields } from "./fields.js";
import { enhanceRows } from "./rows.js";
import { hear, hoursOff, today } from "./clock.js";
import { stillOpen, visitAt } from "./open_visits.js";
import { keptForm, listCards, listDrafts, loadDraft, newKey, readMeta, who } from "./store.js";
import { UNFINISHED } from "./outbox.js";
import { dayOf, whereTo } from "./unsent.js";
import { piece, word } from "./words.js";

const root = document.querySelector("[data-field]");
const view = root?.querySelector("[data-field-view]");
const inPath = location.pathname.match(/^\/p\/([^/]+)\/((visits|meetings)\/(?:new|\d+\/(?:log|edit|record)))$/);
let hasLeftPath = false;
let listed = ""; // what the list of cards shows

function show(...parts) {
  view.replaceChildren(...parts.filter(Boolean));
  view.querySelector("h2")?.setAttribute("tabindex", "-1");
}

const slashed = (iso) => iso.replaceAll("-", "/");

const fullName = ({ title, text }) => (title ? `${title}：${text}` : text);

function listOf(card, isOurs) {
  return card.actions.filter((action) => action.is_ours === isOurs).map(({ what, owner, due }) => {
    const item = document.createElement("li");
    item.textContent = word("action", { what, owner, due });
    return item;
  });
}

/** What of a company is still to be written down: the visit of today behind the button, each other one that is due behind a link. */
function offer(card, open, shown) {
  const due = open.filter((visit) => visit.form && (visit.is_draft || slashed(visit.on) <= today()));
  const now = due.find((visit) => slashed(visit.on) === today());
  const log = shown.querySelector("[data-log]");
  if (now) log.href = `#log=${now.visit_id}`;
  else if (card.form) log.href = `#visit=${card.enrolment_id}`;
  else log.remove();
  const ahead = open.filter((visit) => visit.form && !due.includes(visit));
  const links = [...due, ...ahead].filter((visit) => visit !== now).map((visit) => [word(visit.is_draft ? "log_draft" : "log_scheduled", { day: visit.said }), `#log=${visit.visit_id}`]);
  if (now && card.form) links.push([word("log_other"), `#visit=${card.enrolment_id}`]);
  const list = shown.querySelector("[data-due]");
  list.replaceChildren(...links.map(([textContent, href]) => {
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("a"), { textContent, href }));
    return item;
  }));
  if (!links.length) list.remove();
}

function cardView(card, open, { isAlone = false } = {}) {
  const shown = piece("card", {
    name: card.name, address: card.address, team: card.team.join("、"),
    next: open.find((visit) => !visit.is_draft && slashed(visit.on) >= today())?.said,
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
  else more.open = isAlone;
  offer(card, open, shown);
  if (card.meeting) shown.querySelector("[data-meet]").href = `#meeting=${card.enrolment_id}`;
  else shown.querySelector("[data-meet]").remove();
  const acts = shown.querySelector("[data-acts]");
  if (!acts.querySelector("a")) acts.remove();
  return shown;
}

const newForm = (card, kind) => ({
  card, url: card.forms[kind], kept: kind === "meeting" ? card.meeting : card.form, day: today(), said: word("assumed_day", { day: today() }), isAssumed: true,
});

/** The form of one visit that is scheduled, or a draft. It was drawn some days ago perhaps: held on its day, or where that is to come, today. */
function visitForm({ card, visit }) {
  const isAhead = slashed(visit.on) > today();
  const said = word(visit.is_draft ? "of_draft" : isAhead ? "of_coming" : "of_scheduled", { day: visit.said });
  return { card, url: visit.url, kept: visit.form, day: visit.is_draft ? null : isAhead ? today() : slashed(visit.on), said, isAssumed: isAhead };
}

/** 「予定のある日」 of a form that was drawn before: without the days whose note waits here by now, and no question without a day. */
async function leaveOutWritten(form, card) {
  const hint = form.querySelector("#use_scheduled-hint");
  if (!hint) return;
  const open = new Set(stillOpen(card, await listDrafts()));
  const written = card.visits.filter((visit) => !open.has(visit)).map(({ said }) => `${said} `);
  const [before, after] = word("scheduled_days").split("{days}");
  const and = document.documentElement.lang === "en" ? ", " : "、";
  const days = hint.textContent.trim().slice(before.length).slice(0, -after.length || undefined).split(and);
  const left = days.filter((day) => !written.some((said) => said.startsWith(`${day} `)));
  if (left.length) hint.textContent = word("scheduled_days", { days: left.join(and) });
  else hint.closest(".field").remove();
}

/** A form that the device keeps, as it would stand on its own page. */
async function formView({ card, url, kept, day, said, isAssumed }, draft) {
  if (!kept) return piece("no-form");
  const address = new URL(url, location.origin);
  const box = piece("form", { name: card.name, day: said });
  const off = Math.abs(hoursOff());
  if (off > 12) box.querySelector("[data-clock] p").textContent = word("clock_off", { hours: Math.round(off) });
  else box.querySelector("[data-clock]").remove();
  const form = document.importNode(new DOMParser().parseFromString(kept, "text/html").querySelector("form"), true);
  form.action = address.pathname + address.search;
  form.elements.idempotency_key.value = newKey();
  const on = form.elements.visit_on ?? form.elements.meeting_on;
  if (on && day) on.value = day;
  // Said of the day as it was put in: with another one it is not true any more.
  if (isAssumed) on?.addEventListener("input", () => { if (on.value !== day) box.querySelector("[data-slot=day]")?.remove(); });
  box.append(form);
  await leaveOutWritten(form, card);
  show(box);
  enhanceFields(form);
  enhanceRows(form);
  document.dispatchEvent(new CustomEvent("form:shown", { detail: { form } }));
  if (draft) form.dataset.draftOpened = draft.key;
  attach(form, { address: addressOf(form.action), programme: card.programme, title: card.name, release: card.release });
  return null;
}

/** What became of a note that was finished here: it waits, is sent, or was refused, in words and with the ways on. */
async function queuedView(key) {
  const draft = await loadDraft(key);
  const state = !draft || draft.state === "sent" ? "sent" : draft.state === "attention" ? "attention" : draft.state === "queued" ? "queued" : "held";
  const reasons = [draft?.problem, ...(draft?.problems ?? []).map(({ sentence }) => sentence)].filter(Boolean).join(" ");
  const box = piece("queued", {
    said: word(`now_${state}`), about: draft ? `${draft.title} ${dayOf(draft)}` : "", reason: state === "attention" ? reasons : "",
  });
  const open = box.querySelector("[data-open]");
  if (state === "sent" && draft?.url) Object.assign(open, { href: draft.url, textContent: word("open_record") });
  else if (state === "sent") open.remove();
  else Object.assign(open, { href: whereTo(draft).replace("/field#", "#"), textContent: word(draft.need === "same_day" && state === "attention" ? "to_choose" : state === "attention" ? "open_to_mend" : "open_again") });
  box.dataset.queued = key;
  return box;
}

async function draftView(key, cards) {
  const draft = await loadDraft(key);
  if (!draft) return piece("no-form");
  const company = Number(new URLSearchParams(draft.address.split("?")[1]).get("company"));
  const card = cards.find((one) => one.enrolment_id === company && one.programme === draft.programme);
  if (card && draft.address.includes("/new")) return formView(newForm(card, draft.kind), draft);
  const found = visitAt(cards, draft.programme, draft.address);
  if (found) return formView(visitForm(found), draft);
  const drawn = await keptForm(key);
  if (drawn) {
    const card = { name: draft.title, programme: draft.programme, release: drawn.release };
    return formView({ card, url: `/p/${draft.programme}/${draft.address}`, kept: drawn.html, day: null, said: word("of_record") }, draft);
  }
  const away = piece("form-away", { name: draft.title });
  away.querySelector("a").href = `/p/${draft.programme}/${draft.address}#draft=${draft.key}`;
  return away;
}

/** The form that the address asked for, which the shell opened in the place of. */
async function viewOfPath(cards) {
  const [, programme, address] = inPath;
  const found = visitAt(cards, programme, address);
  if (found) return { view: formView(visitForm(found)) };
  const isBegun = ({ state }) => state !== "discarded" && UNFINISHED.has(state);
  const begun = (await listDrafts()).find((draft) => draft.programme === programme && draft.address === address && isBegun(draft));
  if (begun) return { view: await draftView(begun.key, cards) };
  const company = Number(new URLSearchParams(location.search).get("company"));
  const card = cards.find((one) => one.enrolment_id === company && one.programme === programme);
  return card ? { view: formView(newForm(card, inPath[3] === "visits" ? "visit" : "meeting")) } : null;
}

async function route() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  const cards = await listCards();
  if (inPath && !hasLeftPath && !wanted.size) {
    hasLeftPath = true;
    const found = await viewOfPath(cards);
    if (found) return found.view;
  }
  for (const kind of ["visit", "meeting"]) {
    const card = wanted.has(kind) && cards.find((one) => one.enrolment_id === Number(wanted.get(kind)));
    if (card) return formView(newForm(card, kind));
  }
  for (const card of wanted.has("log") ? cards : []) {
    const visit = (card.visits ?? []).find((one) => one.visit_id === Number(wanted.get("log")));
    if (visit) return formView(visitForm({ card, visit }));
  }
  if (wanted.has("sent")) return queuedView(wanted.get("sent"));
  if (wanted.has("draft")) return draftView(wanted.get("draft"), cards);
  if (!cards.length) return piece((await who()) ? "no-cards" : "nobody");
  return listView(cards);
}

async function listView(cards) {
  const drafts = await listDrafts();
  const open = cards.map((card) => stillOpen(card, drafts));
  const shown = JSON.stringify(cards.map(({ form, meeting, visits, ...card }, at) => [card, open[at].map((visit) => [visit.said, Boolean(visit.form)])]));
  if (listed === shown && view.querySelector("[data-cards-list]")) return null; // nothing new: what is open stays open
  listed = shown;
  const list = document.createElement("div");
  list.className = "card-grid";
  list.dataset.cardsList = "";
  list.append(...cards.map((card, at) => cardView(card, open[at], { isAlone: cards.length === 1 })));
  return list;
}

async function render() {
  const shown = await route();
  if (shown) show(shown);
  view.setAttribute("aria-busy", "false");
  if (location.hash === "#unsent") document.getElementById("unsent").scrollIntoView();
}

/** What changed meanwhile is shown where nobody is writing, also not by the time that it is known. */
async function renderAgain() {
  const isWriting = () => view.querySelector("[data-field-form]");
  const shown = !isWriting() && (await route());
  if (shown && !isWriting()) show(shown);
}

function tellBack({ sent, left, isSignedOut }) {
  const said = isSignedOut ? "back_signed_out" : left ? "back_left" : sent ? "back_sent" : "back";
  root.querySelector("[data-field-away]").hidden = true;
  const line = root.querySelector("[data-field-back]");
  line.hidden = false;
  line.querySelector("[data-field-back-said]").textContent = word(said, { count: left || sent });
  line.querySelector("a[data-sign-in]").hidden = !isSignedOut;
  const again = line.querySelector("a[data-again]");
  again.hidden = isSignedOut || location.pathname === "/field";
  again.href = location.href;
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
  document.addEventListener("note:queued", async ({ detail }) => {
    history.pushState(null, "", `#sent=${detail.key}`);
    await render();
    view.querySelector("h2")?.focus(); // the form that was pressed was long: what became of it stands where it began
  });
  for (const event of ["cards:changed", "drafts:changed"]) document.addEventListener(event, renderAgain);
  document.addEventListener("network:back", ({ detail }) => tellBack(detail));
  await render();
}

if (root) start().catch(() => show(piece("no-store")));
