// Date and time fields: 今日, 昨日, 今 and the picker fill the text field; the day is read back beside it with its era.

import { now } from "./clock.js";

const TOKYO = "Asia/Tokyo";
const REIWA_BEGINS = Date.UTC(2019, 4, 1);

const formats = new Map(); // making one takes a slow phone milliseconds, and a form has many dates

function formatOf(locale, options) {
  const key = `${locale} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale, options));
  return formats.get(key);
}

/** The parts of an instant as Tokyo's clocks show it. */
function tokyo(instant) {
  const format = formatOf("en-CA", {
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
  const format = locale === "en"
    ? { weekday: "short", day: "numeric", month: "short", year: "numeric" }
    : { year: "numeric", month: "long", day: "numeric", weekday: "short" };
  const western = formatOf(locale === "en" ? "en-GB" : "ja-JP", { ...format, timeZone: "UTC" }).format(day).replace(",", "");
  if (day.getTime() < REIWA_BEGINS) return western;
  const year = day.getUTCFullYear() - 2018;
  return locale === "en" ? `${western} (Reiwa ${year})` : `令和${year === 1 ? "元" : year}年　${western}`;
}

function addPicker(button, input) {
  const native = document.createElement("input");
  if (!("showPicker" in native)) return button.remove();
  native.type = "date";
  native.className = "date-field__native";
  native.tabIndex = -1;
  native.setAttribute("aria-hidden", "true");
  button.after(native);
  button.addEventListener("click", () => {
    native.value = readDay(input.value)?.toISOString().slice(0, 10) ?? dayFromToday(0).replaceAll("/", "-");
    native.showPicker();
  });
  native.addEventListener("change", () => { if (native.value) fill(input, native.value.replaceAll("-", "/")); });
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

/** Also called by rows.js for a row that was just added. */
export function enhanceFields(part) {
  part.querySelectorAll("[data-date-field]").forEach(enhanceDate);
  part.querySelectorAll("[data-time-field]").forEach(enhanceTime);
}

enhanceFields(document);
