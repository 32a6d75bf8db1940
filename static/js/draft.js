// A form whose text is never lost: on the device from the first keystroke, on the server a second after the typing stops, and sent
// again until an answer comes. What state it is in stands in words beside the buttons.

import { clockTime, piece, word } from "./words.js";
import { endBeforeStart } from "./hours.js";
import { goTo, refuse } from "./errors.js";
import { differing } from "./merging.js";
import { fill, firstOf, inWords, isForReading, labelOf, read } from "./filling.js";
import { missing } from "./required.js";
import { discardThere, fetchDraft, formOf, isOffline, isPushed, push, release, send, sendAll, settle } from "./outbox.js";
import { fetchForm } from "./cards.js";
import { dropLeft, flush, keepForm, listDrafts, loadDraft, newKey, noteDraft, putLeft, saveDraft, who } from "./store.js";

const SOON_MS = 120;
const AFTER_TYPING_MS = 1000;
const UNFINISHED = new Set(["open", "returned", "queued", "attention"]);
const WAITING = new Set(["queued", "attention"]);
// No card draws these: the form of a record, and of a meeting that is scheduled.
const OF_NO_CARD = /^(visits|meetings)\/\d+\/(edit|record)$/;

/** The address of a form below its programme: what a draft is found again by. */
export function addressOf(url) {
  const where = new URL(url, location.href);
  const [, , , ...path] = where.pathname.split("/");
  const companies = where.searchParams.getAll("company").map((id) => `company=${id}`).join("&");
  return path.join("/") + (companies ? `?${companies}` : "");
}

class Draft {
  constructor(form, { address, programme, kind, title, release: its }) {
    Object.assign(this, { form, address, programme, kind, title, its: its ?? release() }); // `its`: the release that drew the form
    this.box = form.querySelector("[data-draft-state]");
    this.said = this.box.querySelector("[data-draft-said]");
    this.extra = {}; // what this form has no field for
    this.version = 0;
    this.saving = Promise.resolve();
    this.blank = read(form);
    this.last = this.blank;
    this.isSending = false;
  }

  /** Whether the form stands in the shell, which knows no server's page to go to. */
  get isInShell() { return this.form.closest("[data-field-form]") !== null; }

  get key() { return this.form.elements.idempotency_key.value; }

  read() { return { ...this.extra, ...read(this.form) }; }

  head(more = {}) {
    const { key, address, programme, kind, title } = this;
    return { key, address, programme, kind, title, release: this.release ?? this.its, isPlain: false, ...more };
  }

  async start() {
    // Listening comes first: whoever types before the draft is back keeps what they typed.
    for (const event of ["input", "change"]) this.form.addEventListener(event, () => this.typed());
    this.form.addEventListener("submit", (event) => this.submitted(event));
    this.ready = this.find().then((there) => there && this.putBack(there)).finally(() => { this.isReady = true; });
    await this.ready;
    if (this.isEarly) this.typed();
    this.askAtOnce();
    document.addEventListener("drafts:changed", ({ detail }) => { if (detail.key === this.key) this.lookAgain(); });
    this.account = (await who())?.account;
    window.addEventListener("blur", () => this.keepNow());
    window.addEventListener("pagehide", () => this.keepLeaving());
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") this.keepLeaving(); });
  }

  /** Opened to choose what a second record of the day is to be: the page that asks is the server's answer to the same press. */
  askAtOnce() {
    const { hash } = location;
    if (this.need !== "same_day" || this.isInShell || !new URLSearchParams(hash.slice(1)).has("choose")) return;
    history.replaceState(null, "", hash.replace("&choose", "")); // back from there, the form stands still
    const [name, value] = this.button ?? [];
    const named = name ? `[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]` : ":not([name])";
    this.form.requestSubmit(this.form.querySelector(`.save-bar [type=submit]${named}`));
  }

  /** The draft that belongs in this form: the one it was opened with, the one it answers, or what was left here last. */
  async find() {
    const { draftAnswered, draftOpened } = this.form.dataset;
    const wanted = new URLSearchParams(location.hash.slice(1)).get("draft") ?? draftOpened;
    if (draftAnswered !== undefined) {
      // The page answers what was sent: what stands in it is newer than what the device has.
      const there = await loadDraft(this.key);
      this.version = there?.version ?? 0;
      this.release = there?.release;
      if (there) this.last = there.fields;
      await this.keep({ always: Boolean(there) });
      return null;
    }
    const isHere = (draft) => (wanted ? draft.key === wanted : draft.address === this.address && draft.programme === this.programme);
    // What waits to be sent is finished: who opens the form of a new record writes another one.
    const isAnother = (draft) => !wanted && WAITING.has(draft.state) && /^\w+\/new/.test(this.address);
    let found = null;
    const waiting = [];
    const drafts = await listDrafts();
    for (const draft of drafts.filter((one) => UNFINISHED.has(one.state) && isHere(one))) {
      if (isAnother(draft)) waiting.push(draft);
      else found ??= draft.isPlain ? await settle(draft) : draft;
    }
    waiting.forEach((draft) => this.tellWaiting(draft));
    for (const draft of drafts.filter((one) => one.state === "discarded" && !one.isDiscardedThere)) this.hideElsewhere(draft);
    if (found || !draftOpened) return found ?? null;
    // Opened with what the server has, on a device that has not.
    const told = await fetchDraft(document.documentElement.dataset.account, this.programme, draftOpened);
    if (!told) return null; // no answer: the page stands as it is
    const { draft } = await saveDraft(this.head(), told.fields, { changed: Object.keys(told.fields) });
    await this.putBack(draft, { isTold: false });
    await noteDraft(this.key, { server: { version: told.version, pushed: draft.version, at: new Date().toISOString() } });
    return null;
  }

  /** The keys of its pictures are put into the form by whoever shows them (pictures.js), and are the form's own from there. */
  showPictures(fields) {
    this.form.dispatchEvent(new CustomEvent("draft:filled", { detail: { fields } }));
    for (const box of this.form.querySelectorAll("[data-pictures]")) delete this.extra[box.dataset.pictures];
  }

  adopt(draft) {
    this.version = draft.version;
    this.last = draft.fields;
    this.release = draft.release;
    this.need = draft.need;
    this.button = draft.button;
  }

  async putBack(draft, { isTold = true } = {}) {
    const untouched = new Set(this.isReady ? [] : differing(this.blank, this.read()));
    this.isFilling = true;
    this.extra = fill(this.form, draft.fields, { isWhole: draft.release === this.its, untouched });
    this.form.elements.idempotency_key.value = draft.key;
    this.showPictures(draft.fields);
    // Written on what somebody has recorded or corrected meanwhile: by its version the server sees that, and shows both.
    if (draft.fields.version) this.form.elements.version.value = draft.fields.version[0];
    this.isFilling = false;
    this.adopt(draft);
    this.form.dataset.kept = "";
    const shown = Object.entries(this.extra).filter(([name]) => isForReading(this.form, name));
    const onServer = draft.server && isPushed(draft) && !("draftOpened" in this.form.dataset) && navigator.onLine;
    if (shown.length && onServer && !this.isInShell) {
      // Sections of other companies, for one: the server knows how to lay the form out for them.
      location.replace(`/p/${this.programme}/${this.address}${this.address.includes("?") ? "&" : "?"}draft=${draft.key}`);
      return;
    }
    if (shown.length) this.showExtra(shown);
    if (isTold) this.tellRestored(draft);
    this.showProblems(draft);
    if (draft.clashes?.length) this.showClashes(draft.clashes);
    this.say(draft);
  }

  tellRestored(draft) {
    const isWaiting = draft.state === "queued";
    const time = clockTime(draft.changedAt);
    const notice = piece("draft-restored", { title: word(isWaiting ? "restored_waiting" : "restored", { time }), reason: draft.reason || draft.problem });
    notice.querySelector("[data-discard]").addEventListener("click", () => this.discard(notice, draft));
    notice.querySelector("[data-anew]").addEventListener("click", () => { notice.remove(); this.clear(); });
    notice.querySelector(isWaiting ? "[data-discard]" : "[data-anew]").remove();
    const notices = this.form.querySelector("[data-draft-notices]");
    this.hideElsewhere(draft);
    notices.prepend(notice);
    this.restored = notice;
  }

  /** What the server has and this device shows, or is about to throw away there, is not offered a second time. */
  hideElsewhere({ key }) {
    this.form.querySelector(`[data-draft-elsewhere="${key}"]`)?.remove();
  }

  /** Of another note of this form that waits: it is opened in the place of this one, which stays a draft of its own. */
  tellWaiting(draft) {
    const day = draft.fields.visit_on?.[0] ?? draft.fields.meeting_on?.[0] ?? "";
    const notice = piece("draft-waiting", { said: word("waiting_too", { day }) });
    notice.querySelector("button").addEventListener("click", async () => {
      await this.keepNow();
      notice.remove();
      await this.putBack(draft);
    });
    this.form.querySelector("[data-draft-notices]").append(notice);
  }

  reasonOf(draft) {
    if (draft.problems?.length) return draft.problems.map(({ label, sentence }) => (label ? `${label}：${sentence}` : sentence)).join(" ");
    return draft.reason || draft.problem || "";
  }

  /** What was refused, on top and beside its fields, as the server's own page says it. */
  showProblems({ problems = [], version }) {
    const told = JSON.stringify([version, problems]);
    if (told === this.toldProblems) return;
    this.toldProblems = told;
    const box = piece("draft-problems");
    for (const { name, label, sentence } of problems) {
      const control = firstOf(this.form, name);
      if (control) refuse(control, sentence);
      const line = document.createElement("li");
      if (control) line.append(Object.assign(document.createElement("a"), { href: `#${control.id}`, textContent: sentence }));
      else line.textContent = label ? `${label}：${sentence}` : sentence;
      box.querySelector("ul").append(line);
    }
    this.form.querySelector("[data-draft-problems]")?.replaceChildren(...(problems.length ? [box] : [])); // a form of an older release has no place for it
  }

  showExtra(shown) {
    const notice = piece("draft-extra", { texts: shown.map(([name, values]) => `${this.labelOf(name)}：${this.inWords(name, values)}`).join("\n") });
    notice.querySelector("[data-seen]").addEventListener("click", () => { noteDraft(this.key, { isSeen: true }); notice.remove(); });
    this.form.querySelector("[data-draft-lost]").replaceChildren(notice);
  }

  /** Blank again, under a new key: what was there stays a draft of its own. */
  clear() {
    this.isFilling = true;
    this.form.reset();
    fill(this.form, this.blank);
    this.form.elements.idempotency_key.value = newKey();
    this.isFilling = false;
    this.extra = {};
    this.showPictures(this.blank);
    this.version = 0;
    this.last = this.read();
    this.blank = this.last;
    this.form.querySelector("[data-draft-lost]").replaceChildren();
    this.say(null);
  }

  async discard(notice, draft) {
    await this.keepNow();
    await noteDraft(draft.key, { state: "discarded", endedAt: new Date().toISOString() });
    discardThere(draft.key);
    this.clear();
    const undone = piece("draft-discarded");
    undone.querySelector("[data-undo]").addEventListener("click", async () => {
      const back = await noteDraft(draft.key, { state: "open", endedAt: null });
      undone.remove();
      if (!back) return;
      await this.putBack(back);
      await push(draft.key);
    });
    notice.replaceWith(undone);
    undone.querySelector("[data-undo]").focus();
  }

  typed() {
    // A field that is left says once more what it holds, at the very moment in which the page is left with it.
    if (this.isFilling || ("kept" in this.form.dataset && !this.changedIn(this.read()).length)) return;
    delete this.form.dataset.kept;
    if (!this.isReady) {
      this.isEarly = true;
      return;
    }
    clearTimeout(this.soon);
    clearTimeout(this.later);
    this.soon = setTimeout(() => this.keep(), SOON_MS);
    this.later = setTimeout(() => this.pushNow(), AFTER_TYPING_MS);
  }

  keepNow() {
    clearTimeout(this.soon);
    return this.keep();
  }

  /** The page may be gone before the database answers. */
  keepLeaving() {
    const fields = this.read();
    const changed = this.changedIn(fields);
    if (!changed.length || this.isPlain) return;
    const head = this.head();
    putLeft({ account: this.account, head, fields, since: this.version, changed });
    this.keepNow().then(() => { if (!this.changedIn(fields).length) dropLeft(head.key); });
  }

  changedIn(fields) {
    return differing(this.last, fields).filter((name) => name !== "idempotency_key");
  }

  /** On the device; one after the other. */
  keep(options = {}) {
    this.saving = this.saving.then(() => this.write(options), () => this.write(options));
    return this.saving;
  }

  async write({ always = false, state } = {}) {
    const fields = this.read();
    const changed = this.changedIn(fields);
    if (!changed.length && !always && !state) {
      this.form.dataset.kept = "";
      return;
    }
    try {
      const { draft, clashes } = await saveDraft(this.head(state), fields, { since: this.version, changed });
      this.takeIn(draft, fields);
      if (clashes.length) await noteDraft(draft.key, { clashes });
      if (clashes.length) this.showClashes(clashes);
      if (differing(this.read(), fields).length === 0) this.form.dataset.kept = "";
      this.say(draft);
      this.keepForm().catch((error) => console.info(`the form is not kept: ${error}`));
      navigator.storage?.persist?.();
    } catch (error) {
      this.tell(word("cannot_keep", { reason: error?.name === "QuotaExceededError" ? word("device_full") : word("device_refuses") }), true);
    }
  }

  /** Without a network it is opened again from what the server draws now, as long as that is the version that is written on. */
  async keepForm() {
    if (this.isFormKept || this.isInShell || !OF_NO_CARD.test(this.address)) return;
    this.isFormKept = true;
    const html = await fetchForm(`/p/${this.programme}/${this.address}`);
    this.isFormKept = html !== null;
    const drawn = html && new DOMParser().parseFromString(html, "text/html").querySelector("[name=version]")?.value;
    if (drawn === this.form.elements.version.value) await keepForm(this.key, { html, release: this.its });
  }

  /** What other tabs and devices typed meanwhile, as far as this form did not touch it. */
  takeIn(draft, known) {
    const foreign = differing(draft.fields, known);
    const touched = new Set(differing(this.read(), known));
    if (foreign.some((name) => !touched.has(name))) {
      this.isFilling = true;
      const given = Object.fromEntries(foreign.map((name) => [name, draft.fields[name] ?? []]));
      fill(this.form, given, { isWhole: false, untouched: touched });
      if (foreign.some((name) => name.endsWith("-pictures") && !touched.has(name))) this.showPictures(draft.fields);
      this.isFilling = false;
    }
    this.adopt(draft);
  }

  async lookAgain() {
    await this.saving;
    const { key } = this;
    const draft = await loadDraft(key);
    // The form may have been emptied meanwhile: then this is another note.
    if (!draft || draft.state === "discarded" || key !== this.key) return;
    if (draft.state === "sent" && !this.isSending) {
      // Sent by itself: back from signing in, or by another tab. Whoever is typing stays.
      const isStill = !differing(this.read(), this.last).length;
      if (draft.url && isStill && !this.isInShell) return location.replace(draft.url);
      return this.tellSent(draft);
    }
    if (draft.version > this.version || differing(draft.fields, this.last).length) this.takeIn(draft, this.last);
    if (draft.clashes?.length && !this.isChoosing) this.showClashes(draft.clashes);
    this.need = draft.need;
    if (draft.state === "attention" && this.isInShell) this.showProblems(draft);
    if (!this.isSending) this.say(draft);
  }

  tellSent(draft) {
    this.restored?.remove();
    this.form.querySelector("[data-draft-problems]")?.replaceChildren();
    this.form.dataset.kept = "";
    this.tell(word("sent"), false, draft.url ? { url: draft.url, label: word("open_record") } : null);
  }

  async pushNow() {
    await this.keepNow();
    await push(this.key);
  }

  signIn() {
    return { url: `/sign-in?next=${encodeURIComponent(`/p/${this.programme}/${this.address}#draft=${this.key}`)}`, label: word("sign_in") };
  }

  labelOf(name) { return labelOf(this.form, name) ?? word("field_of_before"); }

  inWords(name, values) { return inWords(this.form, name, values) ?? word("chosen", { count: values.length }); }

  showClashes(clashes) {
    this.isChoosing = true;
    const box = piece("draft-clashes");
    for (const { name, mine, theirs } of clashes) {
      const choice = piece("draft-clash", {
        label: this.labelOf(name), mine: this.inWords(name, mine) || word("blank"), theirs: this.inWords(name, theirs) || word("blank"),
      });
      for (const [version, button] of [["mine", "[data-mine]"], ["theirs", "[data-theirs]"]]) {
        choice.querySelector(button).addEventListener("click", () => this.choose(name, version === "mine" ? mine : theirs, choice));
      }
      box.append(choice);
    }
    this.form.querySelector("[data-draft-clashes]").replaceChildren(box);
    box.querySelector("h2, h3")?.focus();
  }

  async choose(name, values, choice) {
    this.isFilling = true;
    fill(this.form, { [name]: values.length ? values : [""] }, { isWhole: false });
    if (!values.length) for (const control of this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) if ("checked" in control && control.type !== "text") control.checked = false;
    this.isFilling = false;
    choice.remove();
    await this.keepNow();
    // Chosen now: newer than both.
    const draft = await noteDraft(this.key, (there) => ({
      clashes: (there.clashes ?? []).filter((clash) => clash.name !== name),
      stamps: { ...there.stamps, [name]: there.version + 1 },
      version: there.version + 1,
    }));
    this.adopt(draft);
    if (!draft.clashes.length) {
      this.isChoosing = false;
      this.form.querySelector("[data-draft-clashes]").replaceChildren();
    }
    await push(this.key);
  }

  async submitted(event) {
    const button = event.submitter;
    if (button?.name === "choose" && this.isInShell && (isOffline() || !navigator.onLine)) {
      // The fields of another company are the server's to draw: said where it was pressed, in the place of a page that is the shell again.
      event.preventDefault();
      button.parentElement.querySelector("[data-choose-alone]")?.remove();
      button.after(piece("choose-alone"));
      return;
    }
    if (this.isPlain || button?.name === "choose" || button?.formAction !== this.form.action && button?.hasAttribute("formaction")) return;
    event.preventDefault();
    if (this.isSending) return;
    if (this.refuseHere(button)) return;
    this.isSending = true;
    this.tell(word("sending"));
    await this.ready.catch(() => {});
    const { early } = this.form.elements;
    if (early && this.need === "early") early.value = "1"; // asked before: this press is the answer
    // Both versions of a conflict stand on the page: which is kept is for the server to read.
    if (this.form.querySelector("[name^='keep-']")) return this.submitPlainly(button);
    await this.keep({ state: { state: "queued", isHeld: false, problems: [], problem: null, queuedAt: new Date().toISOString(), button: button?.name ? [button.name, button.value] : null } });
    await flush();
    const told = await send(this.key).catch(() => ({ state: "broken" }));
    this.isSending = false;
    if (told.state === "recorded") {
      this.form.dataset.kept = "";
      location.assign(told.url ?? `/p/${this.programme}/drafts/`);
    } else if (told.state === "review") {
      location.assign(`/p/${this.programme}/drafts/`);
    } else if (["refused", "conflict", "same_day", "early", "broken", "gone"].includes(told.state) && !this.isInShell) {
      // The page that says what is wrong, or shows both versions, is the server's.
      await this.submitPlainly(button);
    } else if (this.isInShell && told.state === "offline") {
      this.form.dataset.kept = "";
      this.form.dispatchEvent(new CustomEvent("note:queued", { bubbles: true, detail: { key: this.key } }));
    } else if (told.state === "unknown") {
      this.showExtra(told.unknown.map(({ name, text }) => [name, [text]]));
      this.say(await loadDraft(this.key));
    } else {
      this.say(await loadDraft(this.key));
    }
  }

  /** What can be seen to be wrong without asking anybody is not sent, nor what was refused and has not changed: to the first such field. */
  refuseHere(button) {
    const wrong = endBeforeStart(this.form);
    const isAlone = this.isInShell || !navigator.onLine;
    const lacks = isAlone ? missing(this.form, { isDraft: button?.name === "draft" }) : [];
    if (lacks.length) {
      this.toldProblems = null;
      this.showProblems({ problems: lacks });
    }
    const field = wrong ?? (isAlone ? this.form.querySelector(".field--error :is(input, select, textarea):not([type=hidden])") : null);
    if (!field) return false;
    const sentence = wrong ? wrong.dataset.afterWords : lacks[0]?.sentence ?? field.closest(".field--error").querySelector("[data-slot=sentence]")?.textContent ?? "";
    this.refused = `${sentence} ${word("kept_not_sent")}`;
    this.tell(this.refused, true);
    goTo(field.id);
    return true;
  }

  /** As the form would be sent without this script; the next page asks what became of it. */
  async submitPlainly(button) {
    await this.keep({ state: { state: "open", isPlain: true } });
    await push(this.key);
    this.isPlain = true;
    this.form.requestSubmit(button);
  }

  /** The state in words. */
  say(draft) {
    if (!draft) return this.tell("");
    const time = clockTime(draft.changedAt);
    if (draft.blocked) return this.tell(word(draft.blocked === "sign_in" ? "sign_in_kept" : "other_account"), true, this.signIn());
    if (draft.state === "queued") return this.tell(word("queued"), true, this.toUnsent());
    if (draft.state === "attention") return this.tell(`${word("attention")} ${this.reasonOf(draft)}`, true, draft.need === "same_day" ? { url: formOf(draft), label: word("to_choose") } : this.toUnsent());
    if (draft.state === "sent") return this.tellSent(draft);
    if (draft.isHeld) return this.tell(word("held", { button: this.form.querySelector("[data-draft-state] ~ .actions [type=submit]").textContent.trim() }), true, this.toUnsent());
    if (this.refused && this.form.querySelector(".field--error")) return this.tell(this.refused, true);
    if (isPushed(draft)) return this.tell(word("saved_there", { time: clockTime(draft.server.at) }));
    return this.tell(word(draft.isOffline ? "saved_here_only" : "saved_here", { time }));
  }

  toUnsent() {
    return { url: this.programme ? `/p/${this.programme}/drafts/` : "/field", label: word("to_unsent") };
  }

  tell(sentence, isWarning = false, link = null) {
    this.box.hidden = !sentence;
    this.box.classList.toggle("draft-state--warning", isWarning);
    const before = this.box.querySelector("a");
    if (this.said.textContent === sentence && (before?.getAttribute("href") ?? null) === (link?.url ?? null)) return;
    this.said.textContent = sentence;
    before?.remove();
    if (!link) return;
    const to = document.createElement("a");
    to.href = link.url;
    to.textContent = link.label;
    this.box.append(" ", to);
  }
}

/** Make a form keep its text; `about` says whose and where it is, the page's own address otherwise. */
export async function attach(form, about = {}) {
  const draft = new Draft(form, {
    address: about.address ?? addressOf(form.action || location.href),
    programme: about.programme ?? document.documentElement.dataset.programme,
    kind: form.dataset.draft,
    title: about.title ?? form.dataset.draftTitle,
    release: about.release,
  });
  try {
    await draft.start();
  } catch (error) {
    // Without a store there is the form as it was before: it asks before it is left.
    draft.tell(word("cannot_keep", { reason: word("device_refuses") }), true);
    console.info(`drafts are not kept on this device: ${error}`);
  }
  if (!window.isSecureContext) form.querySelector("[data-draft-insecure]").hidden = false;
  return draft;
}

if (document.documentElement.dataset.account) {
  for (const form of document.querySelectorAll("form[data-draft]")) attach(form).then(() => sendAll());
}
