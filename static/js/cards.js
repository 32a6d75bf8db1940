// The cards of my companies and their forms, kept for days without a network, and fetched anew when a page is opened.

import { hear } from "./clock.js";
import { release } from "./outbox.js";
import { listCards, readMeta, replaceCards, wipeCards, writeMeta } from "./store.js";

const FRESH_MS = 10 * 60_000;
const FORM_FRESH_MS = 6 * 3_600_000;

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
async function formOf(path) {
  const answer = await get(path, "text/html");
  if (!answer) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const form = page.querySelector("form[data-draft]");
  if (!form) return null;
  for (const token of page.querySelectorAll("input[name=csrf_token]")) token.remove();
  return form.outerHTML;
}

/** Bring the cards of the programme up to date; nothing where they are fresh or no answer comes. */
export async function refreshCards(programme, { isForced = false } = {}) {
  const name = `cards ${programme}`;
  const before = await readMeta(name);
  const isFresh = before && before.release === release() && Date.now() - before.at < FRESH_MS;
  if (isFresh && !isForced && (await listCards()).some((card) => card.programme === programme)) return;
  const answer = await get(`/p/${programme}/field/cards`, "application/json");
  if (!answer) return;
  const told = await answer.json();
  if (told.account !== document.documentElement.dataset.account) return;
  hear(told.now);
  await writeMeta("clock", { server: told.now, device: Date.now() });
  const kept = new Map((await listCards()).filter((card) => card.programme === programme).map((card) => [card.enrolment_id, card]));
  const isOldForm = (card) => !card?.form || card.release !== told.release || card.today !== told.today || Date.now() - card.formAt > FORM_FRESH_MS;
  const cards = [];
  for (const card of told.cards) {
    const old = kept.get(card.enrolment_id);
    const form = isOldForm(old) ? await formOf(card.forms.visit) : old.form;
    const formAt = isOldForm(old) ? Date.now() : old.formAt;
    const meeting = isOldForm(old) ? await formOf(card.forms.meeting) : old.meeting;
    cards.push({ ...card, form: form ?? old?.form, meeting: meeting ?? old?.meeting, formAt, release: told.release, today: told.today, now: told.now });
  }
  await replaceCards(programme, cards);
  await writeMeta(name, { at: Date.now(), release: told.release });
}

const { account, programme, cards } = document.documentElement.dataset;
if (account && programme && cards !== undefined) {
  // After the page is there: nobody waits for what is meant for later.
  (window.requestIdleCallback ?? setTimeout)(() => refreshCards(programme).catch((error) => console.info(`no cards: ${error}`)));
}
