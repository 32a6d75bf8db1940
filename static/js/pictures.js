// ノートを撮る, 声で残す: pictures are made smaller here (which also takes their place and time away), kept on the device and sent
// after the text; the form carries only their keys.

import { newKey, picturesOf, putPicture, removePicture } from "./store.js";

const LONGEST_SIDE = 2000;
const ENOUGH_BYTES = 2_500_000;
const MOST_BYTES = 10 * 1024 * 1024;
const QUALITIES = [0.82, 0.7, 0.55];
const SOUNDS = ["audio/mp4", "audio/webm;codecs=opus", "audio/webm", "audio/ogg"];

/** A picture as a JPEG of at most 2,000 pixels a side, upright; the file itself where the browser cannot read it. */
export async function shrink(file) {
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file;
  }
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  let small = null;
  for (const quality of QUALITIES) {
    small = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", quality); });
    if (small && small.size <= ENOUGH_BYTES) break;
  }
  return small ?? file;
}

const jpegName = (name) => `${name.replace(/\.[^.]*$/, "") || "photo"}.jpg`;

function part(tag, className, ...children) {
  const made = Object.assign(document.createElement(tag), { className });
  made.append(...children);
  return made;
}

function enhance(box) {
  const form = box.closest("form");
  const inputs = box.querySelector("[data-pictures-inputs]");
  const list = box.querySelector("[data-pictures-list]");
  const status = box.querySelector("[data-pictures-status]");
  const draftKey = () => form.querySelector("[name=idempotency_key]")?.value ?? "";
  const say = (words) => { status.textContent = words; };
  const named = () => [...inputs.querySelectorAll("input")];

  // What the record has already, where the form opens one: it is shown, and deleted on the record's own page.
  const ofRecord = new Set("draftOpened" in form.dataset || "draftAnswered" in form.dataset ? [] : named().map((input) => input.value));

  function put(key) {
    if (named().some((input) => input.value === key)) return false;
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: box.dataset.pictures, value: key });
    inputs.append(input);
    return true;
  }

  function name(key) {
    if (!put(key)) return;
    form.dispatchEvent(new Event("input", { bubbles: true })); // so that the draft takes the key along
  }

  const rowOf = (key) => list.querySelector(`[data-key="${CSS.escape(key)}"]`);

  function dropButton(key, row) {
    const drop = Object.assign(document.createElement("button"), { type: "button", className: "button button--text", textContent: box.dataset.drop });
    drop.addEventListener("click", async () => {
      await removePicture(key);
      named().filter((input) => input.value === key).forEach((input) => input.remove());
      row.remove();
      form.dispatchEvent(new Event("input", { bubbles: true }));
      tell();
      box.querySelector("[data-take]").focus();
    });
    return drop;
  }

  /** One that the note names and this device has not: it was sent, or lies on the device that took it. */
  function showAway(key) {
    if (rowOf(key)) return;
    const row = part("li", "pictures__row", part("span", "pictures__words", ofRecord.has(key) ? box.dataset.sent : box.dataset.away));
    row.dataset.key = key;
    if (!ofRecord.has(key)) row.append(dropButton(key, row));
    list.append(row);
  }

  function show(picture) {
    if (rowOf(picture.key)) return;
    const isSound = picture.type.startsWith("audio/");
    const shown = document.createElement(isSound ? "audio" : picture.type.startsWith("image/") ? "img" : "span");
    if (shown.tagName === "SPAN") shown.textContent = picture.name;
    else shown.src = URL.createObjectURL(picture.blob);
    if (isSound) shown.controls = true;
    else shown.alt = box.dataset.photo;
    const caption = Object.assign(document.createElement("input"), { type: "text", className: "input", maxLength: 200, autocomplete: "off" });
    const secret = Object.assign(document.createElement("input"), { type: "checkbox" });
    caption.value = picture.caption ?? "";
    secret.checked = Boolean(picture.isConfidential);
    const row = part("li", "pictures__row", part("span", "pictures__shown", shown), part("span", "pictures__words",
      part("label", "pictures__caption", box.dataset.caption, caption), part("label", "pictures__secret", secret, box.dataset.secret)));
    row.append(dropButton(picture.key, row));
    row.dataset.key = picture.key;
    const change = async () => { await putPicture({ ...picture, caption: caption.value, isConfidential: secret.checked }); };
    caption.addEventListener("change", change);
    secret.addEventListener("change", change);
    list.append(row);
  }

  const tell = () => say(list.children.length ? box.dataset.ready.replace("{count}", list.children.length) : "");

  async function keep(blob, fileName) {
    if (blob.size > MOST_BYTES) {
      say(box.dataset.tooLarge.replace("{name}", fileName));
      return;
    }
    const picture = {
      key: newKey(), draftKey: draftKey(), kind: box.dataset.company ? "meeting" : "visit", company: box.dataset.company ?? "", caseId: box.dataset.case, blob, name: fileName,
      type: blob.type || "application/octet-stream", isNote: true, isConfidential: false, caption: "",
      takenAt: new Date().toISOString(), // named later, it keeps its place
    };
    try {
      await putPicture(picture);
    } catch {
      say(box.dataset.notKept);
      return;
    }
    name(picture.key);
    show(picture);
    tell();
  }

  box.querySelector("[data-take]").addEventListener("change", async (event) => {
    const files = [...event.target.files];
    event.target.value = "";
    for (const file of files) {
      const small = await shrink(file);
      await keep(small, small === file ? file.name : jpegName(file.name));
    }
  });

  const voice = box.querySelector("[data-voice]");
  const kind = window.MediaRecorder && SOUNDS.find((one) => MediaRecorder.isTypeSupported(one));
  if (kind && navigator.mediaDevices?.getUserMedia) {
    voice.hidden = false;
    const start = voice.textContent;
    let recorder = null;
    voice.addEventListener("click", async () => {
      if (recorder) {
        recorder.stop();
        return;
      }
      let microphone;
      try {
        microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
      } catch {
        say(box.dataset.noVoice);
        return;
      }
      const heard = [];
      recorder = new MediaRecorder(microphone, { mimeType: kind, audioBitsPerSecond: 32_000 });
      recorder.addEventListener("dataavailable", (event) => heard.push(event.data));
      recorder.addEventListener("stop", async () => {
        microphone.getTracks().forEach((track) => track.stop());
        recorder = null;
        voice.textContent = start;
        voice.setAttribute("aria-pressed", "false");
        const type = kind.split(";")[0];
        await keep(new Blob(heard, { type }), `${box.dataset.sound}.${type === "audio/mp4" ? "m4a" : type.slice(6)}`);
      });
      recorder.start(1000);
      voice.textContent = box.dataset.stop;
      voice.setAttribute("aria-pressed", "true");
    });
  }

  box.querySelectorAll("[data-pictures-buttons]").forEach((part) => { part.hidden = false; });
  /** Every picture that the note names, and those of its key that the device has. */
  async function draw() {
    const key = draftKey();
    const here = (await picturesOf(key)).filter((picture) => picture.caseId === box.dataset.case);
    if (key !== draftKey()) return; // another note was put into the form meanwhile
    here.forEach((picture) => { name(picture.key); show(picture); });
    named().forEach((input) => showAway(input.value));
    tell();
  }

  const look = () => draw().catch(() => say(box.dataset.notKept));

  // Another note stands in the form now, or the form is blank again; what a field of other devices named comes in the same way.
  form.addEventListener("draft:filled", ({ detail }) => {
    const keys = detail.fields[box.dataset.pictures] ?? [];
    inputs.replaceChildren();
    keys.forEach(put);
    for (const row of list.querySelectorAll("[data-key]")) if (!keys.includes(row.dataset.key)) row.remove();
    look();
  });
  look();
}

/** A form that comes in later (the shell without a network) says so itself. */
function enhancePictures(part) {
  part.querySelectorAll("[data-pictures]").forEach(enhance);
}

document.addEventListener("form:shown", ({ detail }) => enhancePictures(detail.form));

enhancePictures(document);
