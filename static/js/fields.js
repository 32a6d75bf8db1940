// Date and time fields: 今日, 昨日, 今 and the picker fill the text field; the day is read back beside it with its era. 全員出席 ticks
// everybody who is not answered for yet.

import { now } from "./clock.js";

const TOKYO = "Asia/Tokyo";
const REIWA_BEGINS = Date.UTC(2019, 4, 1);

// Words of our own: the browser's formats take a slow phone a dozen milliseconds to make, before the form can be used.
const DAYS = { ja: ["日", "月", "火", "水", "木", "金", "土"], en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] };
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"];

/** The parts of an instant as Tokyo's clocks show it. */
function tokyo(instant) {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: TOKYO, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  return Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
}

function dayFromToday(offset) {
  const { year, month, day } = tokyo(new Date(now() + offset * 86_400_000));
  return `${year}/${month}/${day}`;
}

/** 2026/11/23, R8.11.23, 令和8年11月23日, 20261123, any width: a UTC midnight, or null. */
export function readDay(text) {
  const plain = text.normalize("NFKC").replace(/\s+/g, "").replace(/[‐‑–—−ー]/g, "-");
  const found = plain.match(/^(令和|R|r)?(\d{1,4}|元)(?:[/.-]|年)(\d{1,2})(?:[/.-]|月)(\d{1,2})日?(?:\(.\))?$/)
    ?? plain.match(/^()(\d{4})(\d{2})(\d{2})$/);
  if (!found) return null;
  const [, era, yearText, month, day] = found;
  if (!era && yearText.length !== 4) return null;
  const year = (yearText === "元" ? 1 : Number(yearText)) + (era ? 2018 : 0);
  const time = Date.UTC(year, month - 1, day);
  const read = new Date(time);
  const exists = read.getUTCMonth() === month - 1 && read.getUTCDate() === Number(day);
  return exists && !(era && time < REIWA_BEGINS) ? read : null;
}

export function inWords(day, locale) {
  const [year, month, date, weekday] = [day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), day.getUTCDay()];
  const western = locale === "en" ? `${DAYS.en[weekday]} ${date} ${MONTHS[month]} ${year}` : `${year}年${month + 1}月${date}日(${DAYS.ja[weekday]})`;
  if (day.getTime() < REIWA_BEGINS) return western;
  const reiwa = year - 2018;
  return locale === "en" ? `${western} (Reiwa ${reiwa})` : `令和${reiwa === 1 ? "元" : reiwa}年　${western}`;
}

/** The browser's calendar behind a text field; made when it is first asked for, as it costs more than the field itself. */
function pickerOf(button, input) {
  const native = document.createElement("input");
  native.type = "date";
  native.className = "date-field__native";
  native.tabIndex = -1;
  native.setAttribute("aria-hidden", "true");
  button.after(native);
  native.addEventListener("change", () => { if (native.value) fill(input, native.value.replaceAll("-", "/")); });
  return native;
}

function addPicker(button, input) {
  if (!("showPicker" in HTMLInputElement.prototype)) return button.remove();
  let native;
  button.addEventListener("click", () => {
    native ??= pickerOf(button, input);
    native.value = readDay(input.value)?.toISOString().slice(0, 10) ?? dayFromToday(0).replaceAll("/", "-");
    native.showPicker();
  });
}

function fill(input, value) {
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
  input.focus();
}

function enhanceDate(box) {
  const input = box.querySelector("input");
  const era = box.querySelector(".date-field__era");
  const buttons = box.querySelector(".date-field__buttons");
  const holidays = new Set((box.dataset.holidays ?? "").split(" "));
  const isOff = (day) => box.dataset.dayOff && ([0, 6].includes(day.getUTCDay()) || holidays.has(day.toISOString().slice(0, 10)));
  const say = () => {
    const day = readDay(input.value);
    era.textContent = day ? inWords(day, document.documentElement.lang) + (isOff(day) ? `　${box.dataset.dayOff}` : "") : "";
    era.classList.toggle("date-field__era--off", Boolean(day && isOff(day)));
  };
  for (const button of buttons.querySelectorAll("[data-day]")) {
    button.addEventListener("click", () => fill(input, dayFromToday(Number(button.dataset.day))));
  }
  addPicker(buttons.querySelector("[data-picker]"), input);
  input.addEventListener("input", say);
  buttons.hidden = false;
  say();
}

function enhanceTime(box) {
  const buttons = box.querySelector(".date-field__buttons");
  buttons.querySelector("[data-now]").addEventListener("click", () => {
    const { hour, minute } = tokyo(new Date(now()));
    fill(box.querySelector("input"), `${hour}:${minute}`);
  });
  buttons.hidden = false;
}

function enhanceTickAll(box) {
  const said = box.querySelector("[role=status]");
  box.querySelector("button").addEventListener("click", ({ target }) => {
    const { form } = target;
    const isAnswered = ({ type, name, checked }) => checked || (type === "radio" && form.querySelector(`[name="${CSS.escape(name)}"]:checked`));
    const left = [...form.querySelectorAll(box.dataset.tickAll)].filter((input) => !isAnswered(input));
    for (const input of left) {
      input.checked = true;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    said.textContent = left.length ? said.dataset.words.replace("{count}", left.length) : said.dataset.none;
  });
  box.hidden = false;
}

/** Also called by rows.js for a row that was just added. */
export function enhanceFields(part) {
  part.querySelectorAll("[data-date-field]").forEach(enhanceDate);
  part.querySelectorAll("[data-time-field]").forEach(enhanceTime);
  part.querySelectorAll("[data-tick-all]").forEach(enhanceTickAll);
}

enhanceFields(document);
