// The cards of the companies that one goes to and their forms, kept for days without a network, and fetched anew when a page is opened.

import { hear } from "./clock.js";
import { release } from "./outbox.js";
import { cardsAsOf, listCards, noteCardsAsOf, replaceCards, who, wipeCards, writeMeta } from "./store.js";

const FRESH_MS = 10 * 60_000;
const FORM_FRESH_MS = 6 * 3_600_000;

/** Whether that was less than so long ago; an instant to come says that the device's clock was put back since. */
function isWithin(at, ms) {
  const age = Date.now() - at;
  return age >= 0 && age < ms;
}

async function get(path, type) {
  try {
    const answer = await fetch(path, { credentials: "same-origin", headers: { Accept: type } });
    if (answer.status === 401) await wipeCards();
    return answer.ok && !answer.redirected ? answer : null;
  } catch {
    return null;
  }
}

/** The form of a page as the server draws it, without its token: the device sends it with one of its own. */
export async function fetchForm(path) {
  const answer = await get(path, "text/html");
  if (!answer) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const form = page.querySelector("form[data-draft]");
  if (!form) return null;
  for (const token of page.querySelectorAll("input[name=csrf_token]")) token.remove();
  return form.outerHTML;
}

/** A card as it is kept: with the forms that it names, those of before where they are as good as new or no answer comes. */
async function withForms(card, old, about) {
  const isFresh = old?.release === about.release && old.today === about.today && old.language === about.language && isWithin(old.formAt, FORM_FRESH_MS);
  const form = async (path, there, isStill = true) => (path ? (isFresh && isStill && there) || ((await fetchForm(path)) ?? there) : null);
  // What is scheduled stands in the form of a new record too: with another visit it is another form.
  const told = (one) => JSON.stringify((one?.visits ?? []).map(({ visit_id, version }) => [visit_id, version]));
  const isSame = told(card) === told(old);
  const visits = [];
  for (const visit of card.visits) {
    const before = old?.visits?.find((one) => one.visit_id === visit.visit_id);
    // A visit that was moved or written on since has another form.
    visits.push({ ...visit, form: await form(visit.url, before?.form, before?.version === visit.version) });
  }
  return {
    ...card, ...about, visits, formAt: isFresh ? old.formAt : Date.now(),
    form: await form(card.forms.visit, old?.form, isSame), meeting: await form(card.forms.meeting, old?.meeting, isSame),
  };
}

/** Bring the cards of the programme up to date; nothing where they are fresh or no answer comes. */
export async function refreshCards(programme, { isForced = false } = {}) {
  const before = await cardsAsOf(programme);
  const there = (await listCards()).filter((card) => card.programme === programme);
  const isOfThisPage = before?.release === release() && there.every((card) => card.language === document.documentElement.lang);
  if (!isForced && isOfThisPage && isWithin(before.at, FRESH_MS) && there.length) return;
  const answer = await get(`/p/${programme}/field/cards`, "application/json");
  if (!answer) return;
  const { account, cards: told, ...about } = await answer.json();
  if (account !== (await who())?.account) return;
  hear(about.now);
  await writeMeta("clock", { server: about.now, device: Date.now() });
  const kept = new Map(there.map((card) => [card.enrolment_id, card]));
  const cards = [];
  for (const card of told) cards.push(await withForms(card, kept.get(card.enrolment_id), about));
  await replaceCards(programme, cards);
  await noteCardsAsOf(programme, { at: Date.now(), release: about.release });
  document.dispatchEvent(new CustomEvent("cards:changed"));
}

/** The shell opens in the language of what it shows, so that a page is never in two. */
async function tellWorker() {
  const [card] = await listCards();
  const worker = await navigator.serviceWorker?.ready;
  worker?.active.postMessage({ language: card?.language ?? document.documentElement.lang });
}

const { account, programme, cards, scope } = document.documentElement.dataset;
if (account && programme && cards !== undefined) {
  // After the page is there: nobody waits for what is meant for later.
  (window.requestIdleCallback ?? setTimeout)(() => refreshCards(programme).catch((error) => console.info(`no cards: ${error}`)).then(tellWorker));
} else if (account && scope) {
  tellWorker();
}
document.addEventListener("network:back", async ({ detail }) => {
  const me = await who();
  if (me?.programme && !detail.isSignedOut && document.querySelector("[data-field]")) await refreshCards(me.programme, { isForced: true }).then(tellWorker);
});
