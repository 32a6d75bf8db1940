// A form whose text stays on this device until the server has taken it: from the first keystroke, through a reload, an ended session
// and a lost network. It is sent by the page itself, as every form is; the page after it tells which text was taken (web/kept.py).

import { clockTime, piece, word } from "./words.js";
import { differing } from "./merging.js";
import { fill, read } from "./filling.js";
import { listDrafts, loadDraft, newKey, noteDraft, removeDraft, saveDraft } from "./store.js";

const SOON_MS = 120;
const PATIENCE_MS = 8000;
const { account, programme } = document.documentElement.dataset;
const here = () => location.pathname.split("/").slice(3).join("/") + location.search;
const now = () => new Date().toISOString();

class Kept {
  constructor(form) {
    this.form = form;
    this.box = form.querySelector("[data-kept-state]");
    this.said = form.querySelector("[data-kept-said]");
    this.version = 0;
    this.saving = Promise.resolve();
    this.blank = this.read();
    this.last = this.blank;
    this.pageVersion = form.elements.version?.value;
    this.key = form.dataset.answered || newKey();
  }

  get key() { return this.form.elements.kept.value; }

  set key(key) { this.form.elements.kept.value = key; }

  read() {
    const { kept, ...fields } = read(this.form);
    return fields;
  }

  async start() {
    // Listening comes first: whoever types before the text is back keeps what they typed.
    for (const event of ["input", "change"]) this.form.addEventListener(event, () => this.typed());
    this.form.addEventListener("submit", (event) => this.submitted(event));
    for (const event of ["pagehide", "blur"]) window.addEventListener(event, () => this.keepNow());
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") this.keepNow(); });
    await this.find();
    this.isReady = true;
    if (this.isEarly) this.typed();
  }

  async find() {
    if ("answered" in this.form.dataset) {
      // The page answers what was sent: what stands in it is newer than what the device has.
      this.version = (await loadDraft(this.key))?.version ?? 0;
      return this.keep();
    }
    const wanted = new URLSearchParams(location.hash.slice(1)).get("draft");
    const left = (await listDrafts()).filter((one) => one.state === "kept" && one.programme === programme && one.address === here());
    const found = left.find((one) => one.key === wanted) ?? left[0];
    if (found) this.putBack(found);
    return null;
  }

  putBack(draft) {
    const untouched = new Set(this.isReady ? [] : differing(this.blank, this.read()));
    this.isFilling = true;
    fill(this.form, draft.fields, { untouched });
    // Written over an earlier version of the record: the server then shows both texts.
    if (this.pageVersion !== undefined) this.form.elements.version.value = draft.fields.version?.[0] ?? this.pageVersion;
    this.isFilling = false;
    this.key = draft.key;
    this.version = draft.version;
    this.last = this.read();
    this.form.dataset.kept = "";
    const notice = piece("draft-restored", { title: word("restored", { time: clockTime(draft.changedAt) }) });
    notice.querySelector("[data-anew]").remove();
    notice.querySelector("[data-discard]").addEventListener("click", () => this.discard(notice));
    this.form.prepend(notice);
    this.say(draft);
  }

  clear() {
    this.isFilling = true;
    this.form.reset();
    fill(this.form, this.blank);
    if (this.pageVersion !== undefined) this.form.elements.version.value = this.pageVersion;
    this.isFilling = false;
    this.key = newKey();
    this.version = 0;
    this.last = this.read();
    this.tell("");
  }

  async discard(notice) {
    await this.keepNow();
    const { key } = this;
    await noteDraft(key, { state: "discarded", endedAt: now() });
    this.clear();
    const undone = piece("draft-discarded");
    undone.querySelector("[data-undo]").addEventListener("click", async () => {
      await this.keepNow(); // what was begun meanwhile stays a text of its own
      const back = await noteDraft(key, { state: "kept", endedAt: null });
      undone.remove();
      if (back) this.putBack(back);
    });
    notice.replaceWith(undone);
    undone.querySelector("[data-undo]").focus();
  }

  typed() {
    // A field that is left says once more what it holds, at the very moment in which the page is left with it.
    if (this.isFilling || ("kept" in this.form.dataset && !differing(this.last, this.read()).length)) return;
    delete this.form.dataset.kept;
    this.isEarly = !this.isReady;
    if (this.isEarly) return;
    this.isTyped = true;
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.keep(), SOON_MS);
  }

  keepNow() {
    clearTimeout(this.soon);
    return this.isTyped ? this.keep() : this.saving;
  }

  /** One after the other. */
  keep() {
    this.saving = this.saving.then(() => this.write(), () => this.write());
    return this.saving;
  }

  async write() {
    this.isTyped = false;
    try {
      const there = await loadDraft(this.key);
      if (there && (there.state !== "kept" || there.version !== this.version)) this.fork();
      const fields = this.read();
      if (!differing(this.blank, fields).length && !("answered" in this.form.dataset)) {
        // As the page came: nothing of anybody's is in it.
        await removeDraft(this.key);
        this.version = 0;
        this.last = fields;
        this.form.dataset.kept = "";
        return this.tell("");
      }
      const version = this.form.elements.version?.value;
      const about = [this.form.dataset.keeps, document.querySelector("h1").textContent.trim()].filter(Boolean).join("　");
      const head = { key: this.key, address: here(), programme, kind: "kept", title: about, state: "kept", endedAt: null };
      const kept = version === undefined ? fields : { ...fields, version: [version] };
      const { draft } = await saveDraft(head, kept, { since: this.version });
      this.version = draft.version;
      if (!differing(this.read(), fields).length) this.form.dataset.kept = "";
      this.last = fields;
      this.say(draft);
      navigator.storage?.persist?.();
    } catch (error) {
      this.tell(word("cannot_keep", { reason: word(error?.name === "QuotaExceededError" ? "device_full" : "device_refuses") }), true);
    }
    return null;
  }

  /** Another tab wrote on, sent or discarded what this one shows: this is a text of its own from here, and a record of its own. */
  fork() {
    this.key = newKey();
    this.version = 0;
    if (this.form.elements.idempotency_key) this.form.elements.idempotency_key.value = newKey();
  }

  async submitted(event) {
    if (this.isAnswered) return;
    event.preventDefault();
    if (this.isAsking) return;
    this.isAsking = true;
    this.tell(word("sending"));
    this.isTyped = true;
    await this.keepNow();
    const session = await this.ask();
    this.isAsking = false;
    if (!session) return this.tell(word("no_answer"), true);
    if (session.account !== account) return this.tell(word(session.account ? "other_account" : "sign_in_kept"), true, `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
    this.form.elements.csrf_token.value = session.csrf_token;
    this.isAnswered = true;
    this.form.dataset.kept = "";
    this.form.requestSubmit(event.submitter);
    // Sent and yet still here (the network went at that moment): the button works again.
    setTimeout(() => { this.isAnswered = false; }, PATIENCE_MS);
    return null;
  }

  /** Who the server takes us for, or null where it does not answer: the browser's page of errors must not take the form's place. */
  async ask() {
    try {
      const answer = await fetch("/session", { headers: { Accept: "application/json" }, redirect: "manual", signal: AbortSignal.timeout?.(PATIENCE_MS) });
      return answer.status === 401 || answer.status === 200 ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  say(draft) { this.tell(word("saved_here", { time: clockTime(draft.changedAt) })); }

  tell(sentence, isWarning = false, url = null) {
    this.box.hidden = !sentence;
    this.box.classList.toggle("draft-state--warning", isWarning);
    this.said.textContent = sentence;
    this.box.querySelector("a")?.remove();
    if (url) this.box.append(" ", Object.assign(document.createElement("a"), { href: url, textContent: word("sign_in") }));
  }
}

async function start() {
  for (const { dataset } of document.querySelectorAll("template[data-taken]")) {
    if ((await loadDraft(dataset.taken))?.state === "kept") await noteDraft(dataset.taken, { state: "sent", endedAt: now() });
  }
  for (const form of document.querySelectorAll("form[data-keeps]")) await new Kept(form).start();
}

if (account) start().catch((error) => console.info(`texts are not kept on this device: ${error}`));
