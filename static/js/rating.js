// A rating form that is saved as one goes: every answer is kept on the device as it is chosen and sent by the form's own POST, alone,
// so that two tabs do not overwrite each other's answers. What did not arrive is sent again like every unsent note (outbox.js).

import { clockTime, word } from "./words.js";
import { isUnsent, release, send } from "./outbox.js";
import { listDrafts, loadDraft, noteDraft, saveDraft } from "./store.js";

const AFTER_TYPING_MS = 800;

class Rating {
  constructor(form) {
    this.form = form;
    this.programme = document.documentElement.dataset.programme;
    this.address = location.pathname.split("/").slice(3).join("/");
    this.box = form.querySelector("[data-rating-state]");
    this.said = form.querySelector("[data-rating-said]");
    this.sending = Promise.resolve();
    this.pages = new Map(); // places that the device would not keep, sent from the page alone
    this.timers = new Map();
    this.refused = new Map();
  }

  key(place) { return `rating.${this.programme}.${this.address}.${place}`; }

  control(place, name) { return this.form.elements.namedItem(`answers-${place}-${name}`); }

  async start() {
    this.form.addEventListener("change", (event) => this.changed(event.target));
    this.form.addEventListener("input", (event) => { if (event.target.matches("textarea")) this.changed(event.target, AFTER_TYPING_MS); });
    this.form.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("drafts:changed", ({ detail }) => { if (detail?.key?.startsWith(this.key(""))) this.say(); });
    const left = (await this.unsent()).filter((draft) => draft.state !== "attention" || draft.need !== "closed");
    for (const draft of left) this.putBack(draft);
    if (left.length) await this.sendAll();
  }

  async unsent() {
    const mine = await listDrafts().catch(() => []);
    return mine.filter((draft) => draft.kind === "rating" && draft.key.startsWith(this.key("")) && isUnsent(draft));
  }

  putBack(draft) {
    const place = draft.key.slice(this.key("").length);
    const [score, comment] = ["score", "comment"].map((name) => draft.fields[`answers-${place}-${name}`]?.[0] ?? "");
    if (!this.control(place, "comment")) return;
    this.control(place, "score").value = score;
    this.control(place, "comment").value = comment;
    if (comment) this.control(place, "comment").closest("details").open = true;
  }

  changed(control, wait = 0) {
    const [, place] = control.name?.match(/^answers-(\d+)-(?:score|comment)$/) ?? [];
    if (place === undefined) return;
    if (!this.control(place, "score").value) {
      this.tell(word("rating_needs_score"), true);
      return;
    }
    this.refused.delete(place);
    clearTimeout(this.timers.get(place));
    const keep = () => { this.timers.delete(place); return this.keep(place).then(() => this.sendAll()); };
    if (wait) this.timers.set(place, setTimeout(keep, wait));
    else keep();
  }

  fields(place) {
    const value = (name) => [this.control(place, name).value.replace(/\r\n?/g, "\n")];
    return Object.fromEntries(["score", "comment", "seen"].map((name) => [`answers-${place}-${name}`, value(name)]));
  }

  async keep(place) {
    const key = this.key(place);
    const fields = this.fields(place);
    const head = {
      key, address: this.address, programme: this.programme, kind: "rating", title: this.form.dataset.ratingTitle, release: release(),
      state: "queued", queuedAt: new Date().toISOString(), endedAt: null, isPlain: false, button: null,
    };
    try {
      const there = await loadDraft(key);
      await saveDraft(head, fields, { since: there?.version ?? 0, changed: Object.keys(fields) });
      this.pages.delete(place);
      if (!this.timers.size) this.form.dataset.kept = "";
    } catch {
      this.pages.set(place, fields);
      delete this.form.dataset.kept;
    }
  }

  /** One after the other: whatever waits is sent until nothing does, or until no answer comes. */
  sendAll() {
    this.sending = this.sending.then(() => this.work()).catch((error) => { console.info(`sending later: ${error}`); this.say(); });
    return this.sending;
  }

  async work() {
    this.tell(word("rating_saving"));
    let last;
    for (let draft; (draft = (await this.unsent()).find((one) => one.state === "queued"));) {
      const place = draft.key.slice(this.key("").length);
      // What this page has seen by now: its own earlier answer is nobody else's.
      const seen = `answers-${place}-seen`;
      await noteDraft(draft.key, (there) => ({ fields: { ...there.fields, [seen]: [this.control(place, "seen").value] } }));
      const told = await send(draft.key);
      if (told.state === "recorded") last = this.takeIn(place, told);
      else if (["offline", "sign_in", "other_account"].includes(told.state)) { this.blocked = told.state; return this.say(); }
      else this.refuse(place, told);
    }
    this.blocked = null;
    for (const [place, fields] of this.pages) await this.sendFromPage(place, fields);
    await this.say(last);
  }

  /** Of the answer that was sent alone: what another tab said of the others, this page has not shown. */
  takeIn(place, told) {
    if (told.seen?.[place] !== undefined) this.control(place, "seen").value = told.seen[place];
    const progress = document.querySelector("[data-rating-progress]");
    if (progress && told.progress) progress.textContent = told.progress;
    return told;
  }

  refuse(place, told) {
    const reason = told.error || (told.problems ?? []).map(({ sentence }) => sentence).join(" ");
    this.refused.set(place, reason);
    if (told.seen?.[place] !== undefined) this.control(place, "seen").value = told.seen[place]; // choosing again replaces it knowingly
  }

  /** The device keeps nothing: the page itself sends, and says so where that fails. */
  async sendFromPage(place, fields) {
    const body = new URLSearchParams({ csrf_token: this.form.elements.csrf_token.value });
    for (const [name, [value]] of Object.entries(fields)) body.append(name, value);
    const answer = await fetch(this.form.action || location.href, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" }).catch(() => null);
    const told = answer?.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
    if (told?.state === "recorded") { this.takeIn(place, told); this.pages.delete(place); }
    else if (told) this.refuse(place, told);
  }

  async submitted(event) {
    const button = event.submitter;
    if (this.isPlain) return;
    event.preventDefault();
    const places = [...this.timers.keys()];
    for (const place of places) { clearTimeout(this.timers.get(place)); this.timers.delete(place); await this.keep(place); }
    await this.sendAll();
    const left = await this.unsent();
    if (this.blocked || this.pages.size) return this.tell(word("rating_offline"), true, this.link());
    // Something the server must answer for, or a comment without a score: its own page says what is wrong, filled in.
    const isBare = [...this.form.querySelectorAll("textarea")].some((text) => text.value.trim() && !this.control(text.name.split("-")[1], "score").value);
    if (left.length || this.refused.size || isBare) { this.isPlain = true; return this.form.requestSubmit(button); }
    this.form.dataset.kept = "";
    location.assign(button?.value === "next" && this.form.dataset.ratingNext ? this.form.dataset.ratingNext : this.form.dataset.ratingList);
  }

  link() {
    if (this.blocked !== "sign_in" && this.blocked !== "other_account") return null;
    return { url: `/sign-in?next=${encodeURIComponent(location.pathname)}`, label: word("sign_in") };
  }

  async say(last) {
    const reasons = [...new Set(this.refused.values())].join(" ");
    const count = (await this.unsent()).filter((draft) => draft.state === "queued").length + this.pages.size;
    if (reasons) return this.tell(word("rating_refused", { reason: reasons }), true);
    if (this.blocked && this.link()) return this.tell(word(this.blocked === "sign_in" ? "sign_in_kept" : "other_account"), true, this.link());
    if (count) return this.tell(word(this.pages.size ? "rating_page_only" : "rating_waiting", { count }), true);
    if (last || this.said.textContent) this.tell(word("rating_saved", { time: clockTime(new Date().toISOString()) }));
  }

  tell(sentence, isWarning = false, link = null) {
    this.box.hidden = !sentence;
    this.box.classList.toggle("draft-state--warning", isWarning);
    this.said.textContent = sentence;
    this.box.querySelector("a")?.remove();
    if (!link) return;
    const to = Object.assign(document.createElement("a"), { href: link.url, textContent: link.label });
    this.box.append(" ", to);
  }
}

if (document.documentElement.dataset.account) {
  for (const form of document.querySelectorAll("form[data-rating]")) new Rating(form).start();
}
