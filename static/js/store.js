// What this device keeps (IndexedDB): drafts, pictures that wait for the network, cards of companies. All of it belongs to an
// account, known by a tag that the page gives; what belongs to another account is never read.

import { merge } from "./merging.js";

const NAME = "tracker";
const VERSION = 1;
const news = "BroadcastChannel" in window ? new BroadcastChannel("tracker-drafts") : null;
const underWay = new Set();
let opening;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const database = request.result;
      database.createObjectStore("drafts", { keyPath: "key" }).createIndex("account", "account");
      const pictures = database.createObjectStore("pictures", { keyPath: "key" });
      pictures.createIndex("account", "account");
      pictures.createIndex("draftKey", "draftKey");
      database.createObjectStore("cards", { keyPath: "id" }).createIndex("account", "account");
      database.createObjectStore("meta", { keyPath: "name" });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => { request.result.close(); opening = undefined; };
      resolve(request.result);
    };
    request.onerror = () => { opening = undefined; reject(request.error); };
    request.onblocked = () => { opening = undefined; reject(new Error("blocked by another tab")); };
  });
  return opening;
}

/** Run `work` in one transaction; its result comes when the transaction is on the disk. */
function transact(names, mode, work) {
  const running = open().then((database) => new Promise((resolve, reject) => {
    const transaction = database.transaction(names, mode, { durability: "strict" });
    let result;
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = () => reject(transaction.error ?? new Error("the device did not keep it"));
    Promise.resolve(work(transaction)).then((value) => { result = value; }, (error) => {
      try { transaction.abort(); } catch { /* it has ended by itself */ }
      reject(error);
    });
  }));
  if (mode === "readwrite") {
    underWay.add(running);
    running.catch(() => {}).finally(() => underWay.delete(running));
  }
  return running;
}

const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** Wait until everything that was given to the store is on the disk. */
export async function flush() {
  await Promise.allSettled([...underWay]);
}

/** Tell this page and the other tabs that the drafts have changed. */
export function tell(key) {
  news?.postMessage({ key });
  document.dispatchEvent(new CustomEvent("drafts:changed", { detail: { key } }));
}

news?.addEventListener("message", ({ data }) => {
  document.dispatchEvent(new CustomEvent("drafts:changed", { detail: { key: data.key, elsewhere: true } }));
});

export const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// Who: the page says it; a page without an account (the shell, the sign-in page) asks for whoever was here last.

export const readMeta = (name) => transact("meta", "readonly", async (t) => (await asked(t.objectStore("meta").get(name)))?.value);

export const writeMeta = (name, value) => transact("meta", "readwrite", (t) => asked(t.objectStore("meta").put({ name, value })));

export async function who() {
  const { account, programme } = document.documentElement.dataset;
  if (account) return { account, programme: programme || (await readMeta("who"))?.programme };
  return (await readMeta("who")) ?? null;
}

/** Remember who is signed in here; whoever comes after another sees nothing of theirs. */
export async function enter(account, programme) {
  const before = await readMeta("who");
  if (before && before.account !== account) await wipeCards();
  if (before?.account !== account || (programme && before.programme !== programme)) {
    await writeMeta("who", { account, programme: programme ?? before?.programme });
  }
}

/** After signing out: cards go, drafts stay for the same person's return and are shown to nobody. */
export async function leave() {
  await wipeCards();
  await transact("meta", "readwrite", (t) => asked(t.objectStore("meta").delete("who")));
}

// Drafts: {key, account, programme, kind, title, place, fields, stamps, version, server, state, …}; see draft.js.

const mine = async () => (await who())?.account;

const WAITING = new Set(["queued", "attention"]);

/**
 * What typing makes of a note: who writes on in one that waits to be sent has not said yet that it is finished, so it is held until
 * the button is pressed again. A picture changes nothing: it goes after the text. What a field was refused for goes with its change.
 */
function typedOn(stored, names) {
  const problems = stored.problems?.filter(({ name }) => !names.includes(name));
  if (!names.length || (stored.state === "queued" && names.every((name) => name.endsWith("-pictures")))) return { problems };
  return { problems, state: "open", isHeld: WAITING.has(stored.state) || (stored.state === "open" && Boolean(stored.isHeld)) };
}

/**
 * Keep a draft: `head` says what it is (its `key` at least; its `state` where it is not typing that changes it), `fields` what is
 * typed. Another tab may have written meanwhile: `since` is the version that this one saw last, `changed` the fields changed since.
 * Returns the draft as it stands and the clashes.
 */
export async function saveDraft(head, fields, { since = 0, changed = [] } = {}) {
  const account = await mine();
  if (!account) throw new Error("nobody is signed in");
  const kept = await transact("drafts", "readwrite", async (t) => {
    const drafts = t.objectStore("drafts");
    const there = await asked(drafts.get(head.key));
    if (there && there.account !== account) throw new Error("the draft is somebody else's");
    const now = new Date().toISOString();
    const stored = there ?? { fields: {}, stamps: {}, version: 0, state: "open", startedAt: now };
    const { clashes, ...merged } = merge(stored, fields, there ? since : 0, changed);
    const isChanged = merged.version !== stored.version;
    const names = Object.keys(merged.stamps).filter((name) => merged.stamps[name] > stored.version);
    const draft = { ...stored, ...typedOn(stored, names), ...head, ...merged, account, changedAt: isChanged ? now : stored.changedAt ?? now };
    await asked(drafts.put(draft));
    return { draft, clashes };
  });
  tell(head.key);
  return kept;
}

/** Change what stands beside the fields of a draft (its state, what the server said); nothing where it is gone. */
export async function noteDraft(key, change) {
  const account = await mine();
  const noted = await transact("drafts", "readwrite", async (t) => {
    const drafts = t.objectStore("drafts");
    const there = await asked(drafts.get(key));
    if (!there || there.account !== account) return null;
    const draft = { ...there, ...(typeof change === "function" ? change(there) : change) };
    await asked(drafts.put(draft));
    return draft;
  });
  tell(key);
  return noted;
}

export async function loadDraft(key) {
  const account = await mine();
  const there = await transact("drafts", "readonly", (t) => asked(t.objectStore("drafts").get(key)));
  return there && there.account === account ? there : null;
}

// A page that is left has no turn left in which the database could answer: what it had not kept yet goes where it is kept at once.

const LEFT = "tracker-left-";

/** Put down what was typed in the last moment ({account, head, fields, since, changed}), until `dropLeft` or the next look at the drafts. */
export function putLeft(left) {
  try {
    localStorage.setItem(LEFT + left.head.key, JSON.stringify(left));
  } catch { /* no room there: the database may still have had its turn */ }
}

export const dropLeft = (key) => localStorage.removeItem(LEFT + key);

/** Take it into the drafts; of a record that was sent or thrown away meanwhile nothing is left to keep. */
async function takeLeft(account) {
  for (const name of Object.keys(localStorage).filter((one) => one.startsWith(LEFT))) {
    const { head: { state, ...head }, fields, since, changed, account: whose } = JSON.parse(localStorage.getItem(name));
    if (whose !== account) continue;
    const there = await loadDraft(head.key);
    if (there ? !["sent", "discarded"].includes(there.state) : !since) await saveDraft(head, fields, { since, changed });
    localStorage.removeItem(name);
  }
}

/** My drafts on this device, the latest change first. */
export async function listDrafts() {
  const account = await mine();
  if (!account) return [];
  await takeLeft(account);
  const found = await transact("drafts", "readonly", (t) => asked(t.objectStore("drafts").index("account").getAll(account)));
  return found.sort((one, other) => (one.changedAt < other.changedAt ? 1 : -1));
}

/** Take a draft and its pictures from the device. */
export async function removeDraft(key) {
  const account = await mine();
  await transact(["drafts", "pictures"], "readwrite", async (t) => {
    const there = await asked(t.objectStore("drafts").get(key));
    if (there && there.account !== account) return;
    await asked(t.objectStore("drafts").delete(key));
    const pictures = t.objectStore("pictures");
    for (const one of await asked(pictures.index("draftKey").getAllKeys(key))) await asked(pictures.delete(one));
  });
  tell(key);
}

// Pictures: taken in a form, sent after its text.

/** Keep a picture: {key, draftKey, kind, caseId, blob, name, type, isNote, isConfidential, caption}. */
export async function putPicture(picture) {
  const { account, programme } = (await who()) ?? {};
  if (!account) throw new Error("nobody is signed in");
  const takenAt = new Date().toISOString();
  await transact("pictures", "readwrite", (t) => asked(t.objectStore("pictures").put({ programme, takenAt, ...picture, account })));
  tell(picture.draftKey);
}

export async function picturesOf(draftKey) {
  const account = await mine();
  const found = await transact("pictures", "readonly", (t) => asked(t.objectStore("pictures").index("draftKey").getAll(draftKey)));
  return found.filter((picture) => picture.account === account).sort((one, other) => (one.takenAt < other.takenAt ? -1 : 1));
}

export async function listPictures() {
  const account = await mine();
  if (!account) return [];
  return transact("pictures", "readonly", (t) => asked(t.objectStore("pictures").index("account").getAll(account)));
}

export async function removePicture(key) {
  const account = await mine();
  const gone = await transact("pictures", "readwrite", async (t) => {
    const there = await asked(t.objectStore("pictures").get(key));
    if (there?.account === account) await asked(t.objectStore("pictures").delete(key));
    return there;
  });
  tell(gone?.draftKey);
}

// Cards: what is known of my companies without a network.

/** Put the cards of a programme in the place of those that were there. */
export async function replaceCards(programme, cards) {
  const account = await mine();
  if (!account) return;
  await transact("cards", "readwrite", async (t) => {
    const store = t.objectStore("cards");
    const before = await asked(store.index("account").getAll(account));
    for (const card of before) if (card.programme === programme && !card.draftKey) await asked(store.delete(card.id));
    for (const card of cards) await asked(store.put({ ...card, id: `${account} ${programme} ${card.enrolment_id}`, account, programme }));
  });
}

export async function listCards() {
  const account = await mine();
  if (!account) return [];
  const found = await transact("cards", "readonly", (t) => asked(t.objectStore("cards").index("account").getAll(account)));
  return found.filter((card) => !card.draftKey);
}

// The form of a record that is being corrected lies among the cards, and goes with them.

const formId = (account, draftKey) => `${account} form ${draftKey}`;

/** Keep the form that a draft is typed into, as the server drew it: {html, release}. */
export async function keepForm(draftKey, form) {
  const account = await mine();
  if (account) await transact("cards", "readwrite", (t) => asked(t.objectStore("cards").put({ ...form, id: formId(account, draftKey), account, draftKey })));
}

export async function keptForm(draftKey) {
  const account = await mine();
  return transact("cards", "readonly", (t) => asked(t.objectStore("cards").get(formId(account, draftKey))));
}

/** Of drafts that are no longer open nothing is kept to be drawn. */
export async function dropForms(openKeys) {
  const account = await mine();
  await transact("cards", "readwrite", async (t) => {
    const store = t.objectStore("cards");
    for (const { id, draftKey } of await asked(store.index("account").getAll(account))) if (draftKey && !openKeys.has(draftKey)) await asked(store.delete(id));
  });
}

/** What is known of how fresh the cards of a programme are; `null` has them fetched anew with the next page. */
export const cardsAsOf = (programme) => readMeta(`cards ${programme}`);

export const noteCardsAsOf = (programme, asOf) => writeMeta(`cards ${programme}`, asOf);

/** Take every card from the device, whoever's they are. */
export async function wipeCards() {
  await transact("cards", "readwrite", (t) => asked(t.objectStore("cards").clear()));
}
