// The sentences of scripts stand in the page (`<template data-words>`), translated like every other; {name} is filled in.

export function word(key, values = {}) {
  for (const box of document.querySelectorAll("template[data-words]")) {
    const found = box.content.querySelector(`[data-word="${key}"]`);
    if (found) return found.textContent.trim().replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }
  return "";
}

/** 14:05, with the day where it is not today's. */
export function clockTime(instant) {
  const day = { timeZone: "Asia/Tokyo", month: "numeric", day: "numeric" };
  const date = new Date(instant);
  const locale = document.documentElement.lang === "en" ? "en-GB" : "ja-JP";
  const time = new Intl.DateTimeFormat(locale, { timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(date);
  const on = new Intl.DateTimeFormat(locale, day).format(date);
  return on === new Intl.DateTimeFormat(locale, day).format(new Date()) ? time : `${on} ${time}`;
}

/** A copy of the named `<template>`, its `[data-slot]` parts filled with words. */
export function piece(name, slots = {}) {
  const copy = document.querySelector(`template[data-piece="${name}"]`).content.cloneNode(true).firstElementChild;
  for (const part of copy.querySelectorAll("[data-slot]")) {
    const value = slots[part.dataset.slot];
    if (value === undefined || value === null || value === "") part.remove();
    else part.textContent = value;
  }
  return copy;
}
