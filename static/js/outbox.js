// Sends what waits on the device: text first, then pictures. Whether there is a network is known from an answer and from nothing else.

import { hear } from "./clock.js";
import { dropForms, listDrafts, listPictures, loadDraft, noteCardsAsOf, noteDraft, removeDraft, removePicture, who, wipeCards, writeMeta } from "./store.js";

const PATIENCE_MS = 20_000;
const EVERY_MS = 30_000;
const FORGET_MS = 24 * 3_600_000;
const OPEN = new Set(["open", "returned"]);
const OF_RECORDS = new Set(["visit", "meeting"]); // the notes that the server keeps a copy of while they are typed
/** Notes that are no record yet, those that were thrown away and can come back among them: their pictures stay on the device. */
export const UNFINISHED = new Set([...OPEN, "queued", "attention", "discarded"]);
// The shell in the place of a page: the page did not come.
let wasAway = document.querySelector("[data-field]") !== null && location.pathname !== "/field";
let isAway = wasAway;
let isSignedOut = false;
let sent = 0; // records, since the server did not answer
let token = document.querySelector("input[name=csrf_token]")?.value;
let running;

export const release = () => document.documentElement.dataset.release ?? "";

/** What did not reach the server yet: notes that wait to be sent, need attention, are held until they are finished again, or could not be saved there. */
export const isUnsent = (draft) => ["queued", "attention"].includes(draft.state) || (OPEN.has(draft.state) && Boolean(draft.isOffline || draft.isHeld));

/** The names that changed since the server last had them. */
const unpushed = (draft) => Object.keys(draft.stamps).filter((name) => draft.stamps[name] > (draft.server?.pushed ?? 0));

/** A note's own form at the server's; of a scheduled visit that somebody recorded meanwhile that record, to be added to. Where the
 * server asks what a second record of the day is to be, it asks at once (`choose`). */
export function formOf({ key, programme, address, need }) {
  const join = /^visits\/\d+\/log$/.test(address) ? "?join=1" : "";
  return `/p/${programme}/${address}${join}#draft=${key}${need === "same_day" ? "&choose" : ""}`;
}

/** Whether nobody answered when the server was asked last. */
export const isOffline = () => isAway;

export const isPushed = (draft) => Boolean(draft.server) && !draft.isDiscardedThere && unpushed(draft).length === 0;

/** An answer of our server in JSON, or null where none came (no network, a proxy's page, a server that is down). */
async function ask(path, { method = "GET", body, headers = {} } = {}) {
  let answer;
  try {
    answer = await fetch(path, {
      method, body, credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout?.(PATIENCE_MS),
      headers: { Accept: "application/json", ...(method === "GET" ? {} : { "X-CSRFToken": token ?? "" }), ...headers },
    });
  } catch {
    return remember(null);
  }
  if (answer.status >= 500 || !answer.headers.get("Content-Type")?.startsWith("application/json")) return remember(null);
  try {
    return remember({ status: answer.status, ...(await answer.json()) });
  } catch {
    return remember(null);
  }
}

/** What came of asking: the state of the network. */
function remember(answer) {
  if (!answer && !isAway) sent = 0;
  isAway = !answer;
  wasAway ||= isAway;
  return answer;
}

/** Ask as whoever the device belongs to; a token that has run out is fetched anew, once. */
async function askAs(account, path, options) {
  const headers = { "X-Draft-Account": account, ...options.headers };
  if (!token && !(await refresh(account))) return ask("/session");
  const answer = await ask(path, { ...options, headers });
  if (answer?.state !== "csrf") return answer;
  return (await refresh(account)) ? ask(path, { ...options, headers }) : ask("/session");
}

async function refresh(account) {
  const session = await ask("/session");
  if (session) isSignedOut = session.status === 401;
  if (session?.status === 401) await forget();
  if (session?.status !== 200 || session.account !== account) return false;
  token = session.csrf_token;
  hear(session.now);
  await writeMeta("clock", { server: session.now, device: Date.now() });
  return true;
}

/** Ask whether the device is still signed in: one that was signed out elsewhere loses its cards with this answer. */
export async function checkIn() {
  const me = await who();
  if (me) await refresh(me.account);
}

/** The session has ended: the cards of companies go from the device, the drafts stay. */
const forget = () => wipeCards();

const sheet = (draft, changed) => JSON.stringify({
  address: draft.address, fields: draft.fields, since: draft.server?.version ?? 0, changed, title: draft.title,
  release: draft.release, started_at: draft.startedAt, changed_at: draft.changedAt,
});

const JSON_BODY = { "Content-Type": "application/json" };

/** Save an open draft on the server. Returns what was told: null (no answer), or {state, clashes, …}. */
export async function push(key) {
  const draft = await loadDraft(key);
  if (!draft || !OPEN.has(draft.state)) return null;
  const changed = unpushed(draft);
  const pushed = draft.version;
  const answer = await askAs(draft.account, `/p/${draft.programme}/drafts/${key}`, { method: "POST", body: sheet(draft, changed), headers: JSON_BODY });
  if (!answer) {
    await noteDraft(key, { isOffline: true });
    return null;
  }
  if (answer.status === 401) {
    if (answer.state !== "other_account") await forget();
    await noteDraft(key, { isOffline: true, blocked: answer.state });
    return answer;
  }
  if (answer.status !== 200) {
    await noteDraft(key, { isOffline: true, problem: answer.error });
    return answer;
  }
  if (answer.state === "sent") {
    await noteDraft(key, { state: "sent", url: answer.url, endedAt: new Date().toISOString() });
    return answer;
  }
  const settled = new Set(answer.clashes.map((clash) => clash.name));
  await noteDraft(key, (now) => {
    // What another device typed into fields that nobody touched here comes in; a field that both changed waits for a choice.
    const fields = { ...now.fields };
    const touched = new Set(Object.keys(now.stamps).filter((name) => now.stamps[name] > pushed));
    for (const name of new Set([...Object.keys(fields), ...Object.keys(answer.fields)])) {
      if (touched.has(name) || settled.has(name)) continue;
      if (answer.fields[name]) fields[name] = answer.fields[name];
      else delete fields[name];
    }
    const at = new Date().toISOString();
    return { fields, clashes: answer.clashes, server: { version: answer.version, pushed, at }, isOffline: false, isDiscardedThere: false, blocked: null, problem: null, reason: answer.reason };
  });
  return answer;
}

/** Throw the server's copy of a discarded note away too, once; what is taken back is pushed again. Null where no answer came. */
export async function discardThere(key) {
  const draft = await loadDraft(key);
  if (draft?.state !== "discarded" || draft.isDiscardedThere || !OF_RECORDS.has(draft.kind)) return {};
  const answer = await askAs(draft.account, `/p/${draft.programme}/drafts/${key}/discard`, { method: "POST" });
  if (answer && answer.status !== 401) await noteDraft(key, { isDiscardedThere: true }); // 404: it was never there, or is not mine any more
  return answer;
}

const parts = (draft) => {
  const body = new URLSearchParams();
  for (const [name, values] of Object.entries(draft.fields)) for (const value of values) body.append(name, value);
  if (draft.button) body.append(...draft.button);
  return body;
};

/** Send a draft to become the record. Returns {state: recorded | refused | conflict | same_day | unknown | review | sign_in | other_account | homeless | offline}. */
export async function send(key) {
  const draft = await loadDraft(key);
  if (!draft) return { state: "gone" };
  if (draft.state === "sent") return { state: "recorded", url: draft.url };
  const headers = {
    "X-Draft-Release": draft.release ?? "", "X-Draft-Started": draft.startedAt, ...(draft.isSeen ? { "X-Draft-Seen": "1" } : {}),
  };
  const answer = await askAs(draft.account, `/p/${draft.programme}/${draft.address}`, { method: "POST", body: parts(draft), headers });
  if (!answer) {
    await noteDraft(key, { isOffline: true });
    return { state: "offline" };
  }
  if (answer.status === 401) {
    if (answer.state !== "other_account") await forget();
    await noteDraft(key, { isOffline: true, blocked: answer.state });
    return answer;
  }
  if (answer.state === "recorded") {
    // An answer of a rating is sent as often as it is changed: one that changed while it was under way waits still.
    const isStale = (there) => there.kind === "rating" && there.version !== draft.version;
    await noteDraft(key, (there) => (isStale(there) ? {} : { state: "sent", url: answer.url, isOffline: false, blocked: null, endedAt: new Date().toISOString() }));
    await noteCardsAsOf(draft.programme, null);
    sent += draft.kind === "rating" ? 0 : 1;
    return answer;
  }
  if ([403, 404].includes(answer.status) && draft.kind !== "rating") return handOver(draft);
  await noteDraft(key, { state: "attention", blocked: null, need: answer.state ?? "closed", problems: answer.problems ?? [], unknown: answer.unknown ?? [], problem: answer.error ?? "" });
  return answer;
}

/** The form is closed to its writer by now: the manager decides (要確認). */
async function handOver(draft) {
  const path = `/late-drafts/${draft.key}?programme=${encodeURIComponent(draft.programme)}`;
  const answer = await askAs(draft.account, path, { method: "POST", body: sheet(draft, []), headers: JSON_BODY });
  if (!answer) return { state: "offline" };
  if (answer.status === 200) {
    const state = answer.state === "sent" ? "sent" : "review";
    await noteDraft(draft.key, { state, url: answer.url, isOffline: false, blocked: null, endedAt: new Date().toISOString() });
    return { ...answer, state: state === "sent" ? "recorded" : "review" };
  }
  await noteDraft(draft.key, { state: "attention", need: "homeless", problem: answer.error ?? "" });
  return { ...answer, state: "homeless" };
}

/** What has the manager decided? */
async function inquire(draft) {
  const answer = await askAs(draft.account, `/late-drafts/${draft.key}?programme=${encodeURIComponent(draft.programme)}`, {});
  if (answer?.status !== 200 || answer.state === "review") return;
  const state = { sent: "sent", returned: "returned", discarded: "discarded" }[answer.state] ?? "open";
  await noteDraft(draft.key, { state, url: answer.url, reason: answer.reason, endedAt: new Date().toISOString() });
}

/** One's own draft as the server has it; null where no answer comes. */
export async function fetchDraft(account, programme, key) {
  const answer = await askAs(account, `/p/${programme}/drafts/${key}`, {});
  return answer?.status === 200 ? answer : null;
}

/** A form that was sent as forms are: was it recorded? Returns the draft where it is unfinished still. */
export async function settle(draft) {
  const answer = await fetchDraft(draft.account, draft.programme, draft.key);
  if (!answer) return draft;
  return answer.state === "sent"
    ? noteDraft(draft.key, { state: "sent", url: answer.url, isPlain: false, endedAt: new Date().toISOString() }).then(() => null)
    : noteDraft(draft.key, { isPlain: false });
}

async function upload(picture) {
  const body = new FormData();
  const values = {
    key: picture.key, kind: picture.kind ?? "visit", subject_key: picture.draftKey, company: picture.company ?? "", case_id: picture.caseId ?? "",
    is_note: picture.isNote ? "1" : "", is_confidential: picture.isConfidential ? "1" : "", caption: picture.caption ?? "",
  };
  for (const [name, value] of Object.entries(values)) if (value !== "") body.append(name, value);
  body.append("file", picture.blob, picture.name);
  const answer = await askAs(picture.account, `/p/${picture.programme}/attachments/`, { method: "POST", body });
  if (answer && answer.status < 300) await removePicture(picture.key);
  return answer;
}

/** Everything that waits, in order. Called again while it runs, it does nothing more. */
export function sendAll() {
  running ??= work().then(tellBack).catch((error) => console.info(`sending later: ${error}`)).finally(() => { running = undefined; });
  return running;
}

/** Once the server answers again: that it does, how many notes were sent by now, and how many are left. */
async function tellBack() {
  const me = await who();
  if (!me || isAway || !wasAway) return;
  wasAway = false;
  const left = (await listDrafts()).filter(isUnsent).length;
  document.dispatchEvent(new CustomEvent("network:back", { detail: { sent, left, isSignedOut } }));
}

async function work() {
  const me = await who();
  if (!me) return;
  const drafts = await listDrafts();
  const waiting = drafts.filter((draft) => draft.state === "queued").sort((one, other) => (one.queuedAt < other.queuedAt ? -1 : 1));
  for (const draft of waiting) {
    const told = await send(draft.key);
    if (["offline", "sign_in", "other_account"].includes(told.state)) return;
  }
  const pictured = new Set((await listPictures()).map((picture) => picture.draftKey));
  for (const draft of drafts) {
    // One whose picture lies here may have become a record on another device: then the picture goes after it.
    const isAsked = draft.isPlain || (OPEN.has(draft.state) && isPushed(draft) && pictured.has(draft.key));
    if (isAsked && !(await settle(draft))) continue;
    if (OPEN.has(draft.state) && !isPushed(draft) && !(await push(draft.key))) return;
    if (draft.state === "review") await inquire(draft);
    if (draft.state === "discarded" && !(await discardThere(draft.key))) return;
  }
  const unfinished = new Set((await listDrafts()).filter((draft) => UNFINISHED.has(draft.state)).map((draft) => draft.key));
  for (const picture of await listPictures()) {
    if (unfinished.has(picture.draftKey)) continue; // its text comes first: until then it is shown in the form, named and taken out there
    const answer = await upload(picture);
    if (!answer || answer.status === 401) return;
  }
  await tidy();
}

/** What ended a day ago is taken from the device, and the forms of what has ended. */
async function tidy() {
  const kept = new Set((await listPictures()).map((picture) => picture.draftKey));
  const drafts = await listDrafts();
  await dropForms(new Set(drafts.filter((draft) => UNFINISHED.has(draft.state)).map((draft) => draft.key)));
  for (const draft of drafts) {
    const isOld = draft.endedAt && Date.now() - Date.parse(draft.endedAt) > FORGET_MS;
    if (isOld && (draft.state === "discarded" || (draft.state === "sent" && !kept.has(draft.key)))) await removeDraft(draft.key);
  }
}

export function startSending() {
  // A page of the server's was asked for already; the shell knows nothing until it asks.
  const isSignedIn = "account" in document.documentElement.dataset;
  const look = () => {
    if (document.visibilityState !== "visible") return;
    if (isSignedIn) sendAll();
    else checkIn().then(sendAll);
  };
  look();
  for (const event of ["online", "focus", "pageshow"]) window.addEventListener(event, look);
  document.addEventListener("visibilitychange", look);
  setInterval(look, EVERY_MS);
}
