// On every page: how many notes did not reach the server. On the page of unsent notes: which, why, and what can be done. Signing out
// with unsent notes asks first.

import { patternOf } from "./filling.js";
import { clockTime, piece, word } from "./words.js";
import { discardThere, formOf, isOffline, isPushed, isUnsent, sendAll, UNFINISHED } from "./outbox.js";
import { leave, listDrafts, listPictures, noteDraft, removeDraft } from "./store.js";

const DAY_MS = 24 * 3_600_000;

/** The notes that are unsent, the pictures whose text is sent already, and what was begun in the other forms (kept.js). */
export async function listUnsent() {
  const [drafts, pictures] = [await listDrafts(), await listPictures()];
  const unsent = drafts.filter(isUnsent);
  const keys = new Set(drafts.filter((draft) => UNFINISHED.has(draft.state)).map((draft) => draft.key));
  const left = new Map();
  for (const picture of pictures) {
    if (!keys.has(picture.draftKey)) left.set(picture.draftKey, [...(left.get(picture.draftKey) ?? []), picture]);
  }
  const begun = drafts.filter((draft) => draft.state === "kept");
  return { drafts, unsent, left, begun, count: unsent.length + left.size };
}

const fillCount = (part, number) => { part.textContent = part.dataset.words.replace("{count}", number); };

/** 未送信, 書きかけ or both: what is here, in the words that the part brings along. */
function fillBoth(part, unsent, begun) {
  const words = begun === 0 ? part.dataset.words : unsent === 0 ? part.dataset.begunWords : part.dataset.bothWords;
  part.textContent = words.replace("{count}", unsent).replace("{begun}", begun);
}

/** The text that stands open on this page is no news to whoever writes it. */
const openHere = () => new Set([...document.querySelectorAll("form[data-keeps] [name=kept]")].map((input) => input.value));

async function count() {
  const { unsent, left, begun, count: number } = await listUnsent();
  const elsewhere = begun.filter((draft) => !openHere().has(draft.key)).length;
  const since = [...unsent.map((draft) => draft.startedAt), ...[...left.values()].flat().map((picture) => picture.takenAt)];
  const isOld = since.some((at) => Date.now() - Date.parse(at) > DAY_MS);
  for (const badge of document.querySelectorAll("[data-unsent]")) {
    const part = badge.matches("[data-words]") ? badge : badge.querySelector("[data-words]");
    badge.hidden = number + elsewhere === 0;
    fillBoth(part, number, elsewhere);
    badge.classList.toggle("unsent--old", isOld);
  }
  for (const warning of document.querySelectorAll("[data-unsent-old]")) warning.hidden = !(isOld && number > 0);
  await list();
}

/** What was typed, as plain text to copy: choices, whose names the server tells, are seen in the form itself. */
function asText(draft) {
  const notTyped = new Set(document.querySelector("[data-unsent-list]").dataset.notTyped.split(" "));
  return Object.entries(draft.fields)
    .filter(([name]) => !notTyped.has(patternOf(name)) && !/(^version|_id|-pictures)$/.test(name))
    .map(([, values]) => values.join("\n")).filter((text) => text.trim()).join("\n\n");
}

/** Where a note is written on: in its form, and without a network in the form that the device keeps, which does not know what others recorded. */
export const whereTo = (draft) => (document.querySelector("[data-field]") && !["same_day", "conflict"].includes(draft.need) ? `/field#draft=${draft.key}` : formOf(draft));

function stateOf(draft, pictures) {
  if (draft.state === "review") return word("state_review");
  if (draft.state === "queued") return word("state_queued", { count: pictures });
  if (draft.state === "attention") return word(`need_${draft.need}`) || word("state_attention");
  if (draft.state === "returned") return word("state_returned");
  if (draft.isHeld) return word("state_held");
  return isPushed(draft) ? word("state_saved_there") : word("state_here_only");
}

function entryOf(draft, pictures) {
  const reason = [draft.reason, draft.problem, ...(draft.problems ?? []).map(({ label, sentence }) => (label ? `${label}：${sentence}` : sentence))];
  const entry = piece("unsent-entry", {
    title: draft.title || word("untitled"), kind: word(`kind_${draft.kind}`), state: stateOf(draft, pictures),
    when: word("changed", { time: clockTime(draft.changedAt) }), reason: reason.filter(Boolean).join(" "),
    pictures: pictures ? word("pictures", { count: pictures }) : "", day: dayOf(draft), text: asText(draft) || word("blank"),
  });
  const open = entry.querySelector("[data-open]");
  if (draft.state === "review") open.remove();
  else open.href = whereTo(draft);
  if (draft.need === "same_day") open.textContent = word("to_choose");
  const again = entry.querySelector("[data-send]");
  if (!["queued", "attention"].includes(draft.state) && !draft.isHeld || draft.need === "same_day" && draft.state === "attention") again.remove();
  again.addEventListener("click", async () => {
    const answer = draft.need === "early" ? { fields: { ...draft.fields, early: ["1"] } } : {}; // asked before: this press is the answer
    await noteDraft(draft.key, { ...answer, state: "queued", isHeld: false, problems: [], problem: null, queuedAt: draft.queuedAt ?? new Date().toISOString() });
    await sendAll();
    tellSending(isOffline() ? word("no_network") : "");
  });
  entry.querySelector("[data-copy]").addEventListener("click", async ({ target }) => {
    const text = entry.querySelector("[data-slot=text]");
    text.closest("details").open = true;
    try {
      await navigator.clipboard.writeText(asText(draft));
      target.textContent = word("copied");
    } catch {
      getSelection().selectAllChildren(text); // no clipboard without HTTPS: selected, to be copied by hand
    }
  });
  entry.querySelector("[data-discard]").addEventListener("click", () => discard(draft, entry));
  return entry;
}

/** The day that it is about, as it was typed. */
export function dayOf({ fields }) {
  const day = fields.visit_on?.[0] ?? fields.meeting_on?.[0];
  return day ? word("of_day", { day }) : "";
}

/** What came of 今すぐ送る, beside the list: its entries are drawn anew meanwhile. */
function tellSending(sentence) {
  const said = document.querySelector("[data-unsent-said]");
  said.textContent = sentence;
  said.hidden = !sentence;
}

async function discard(draft, entry) {
  const before = { state: draft.state, endedAt: null };
  await noteDraft(draft.key, { state: "discarded", endedAt: new Date().toISOString() });
  const undone = piece("unsent-discarded", { title: word("discarded_one", { title: draft.title || word("untitled") }) });
  undone.querySelector("[data-undo]").addEventListener("click", () => noteDraft(draft.key, before).then(sendAll));
  discarded.set(draft.key, undone);
  entry.replaceWith(undone);
  undone.querySelector("[data-undo]").focus();
  await discardThere(draft.key);
}

const discarded = new Map();

async function list() {
  const box = document.querySelector("[data-unsent-list]");
  if (!box) return;
  const { drafts, left } = await listUnsent();
  const pictures = Map.groupBy?.(await listPictures(), (picture) => picture.draftKey) ?? left;
  const shown = drafts.filter((draft) => !["sent", "discarded"].includes(draft.state));
  for (const key of shown.map((draft) => draft.key)) discarded.delete(key);
  const isOpen = new Set([...box.querySelectorAll("details[open]")].map((details) => details.closest("[data-key]")?.dataset.key));
  const entries = shown.map((draft) => {
    const entry = entryOf(draft, pictures.get(draft.key)?.length ?? 0);
    entry.dataset.key = draft.key;
    if (isOpen.has(draft.key)) entry.querySelector("details").open = true;
    return entry;
  });
  const waiting = [...left].filter(([key]) => !shown.some((draft) => draft.key === key)).map(([, found]) => piece("unsent-pictures", {
    text: word("pictures_left", { count: found.length }), reason: found.map((picture) => picture.problem).filter(Boolean).join(" "),
  }));
  const active = document.activeElement?.closest("[data-unsent-list]") ? document.activeElement : null;
  if (active?.matches("[data-undo]")) entries.unshift(...discarded.values());
  else entries.push(...discarded.values());
  box.replaceChildren(...entries, ...waiting);
  active?.focus?.();
  document.querySelector("[data-unsent-none]").hidden = entries.length + waiting.length > 0;
  const leaving = drafts.filter((draft) => draft.state === "discarded" && !draft.isDiscardedThere);
  listOnceOnly(new Set([...[...shown, ...leaving].map((draft) => draft.key), ...discarded.keys()]));
}

/** What stands in this device's list, or was thrown away in it, is not listed a second time among what the server has. */
function listOnceOnly(here) {
  const rows = [...document.querySelectorAll("[data-there]")];
  for (const row of rows) row.closest("tr").hidden = here.has(row.dataset.there);
  const left = rows.filter((row) => !here.has(row.dataset.there)).length;
  const heading = document.querySelector("[data-there-count]");
  if (!heading || !rows.length) return;
  fillCount(heading, left);
  document.querySelector("[data-there-list]").hidden = left === 0;
  document.querySelector("[data-there-none]").hidden = left > 0;
}

function askBeforeSigningOut() {
  const dialog = document.querySelector("dialog[data-sign-out]");
  for (const form of document.querySelectorAll("form[data-signs-out]")) {
    let isAsked = false;
    form.addEventListener("submit", async (event) => {
      if (isAsked) return;
      event.preventDefault();
      const found = await listUnsent().catch(() => ({ count: 0, unsent: [], begun: [], left: new Map() }));
      const go = async () => {
        isAsked = true;
        await leave().catch(() => {});
        form.requestSubmit();
      };
      if (!found.count && !found.begun.length) return go();
      fillBoth(dialog.querySelector("[data-words]"), found.count, found.begun.length);
      dialog.querySelector("[data-keep]").onclick = go;
      dialog.querySelector("[data-throw-away]").onclick = async () => {
        for (const draft of [...found.unsent, ...found.begun]) await removeDraft(draft.key);
        for (const key of found.left.keys()) await removeDraft(key);
        await go();
      };
      dialog.querySelector("[data-stay]").onclick = () => dialog.close();
      dialog.showModal();
    });
  }
}

export function startCounting() {
  const look = () => count().catch((error) => console.info(`nothing is kept on this device: ${error}`));
  look();
  document.addEventListener("drafts:changed", look);
  askBeforeSigningOut();
}
