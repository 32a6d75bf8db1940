// What time it is by the server: the clock of a phone may be wrong by a day, and dates are filled in from the server's.

const SMALL_MS = 10 * 60_000; // a page that was kept for a while, or a slow network: no reason to doubt the device
const { now: said } = document.documentElement.dataset;

let heard = said ? { instant: said, device: Date.now() } : null; // read when it is asked for, not while a page opens

/** The server said `instant` just now (or at `device` by this device's clock). */
export function hear(instant, device = Date.now()) {
  heard = { instant, device };
}

function offset() {
  const found = heard ? Date.parse(heard.instant) - heard.device : 0;
  return Number.isFinite(found) && Math.abs(found) > SMALL_MS ? found : 0;
}

/** Milliseconds since 1970 by the server's clock, as far as is known. */
export const now = () => Date.now() + offset();

/** By how many hours this device's clock is off; positive: it is slow. */
export const hoursOff = () => offset() / 3_600_000;

/** The Asia/Tokyo day as 2026/11/28. */
export function today() {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Tokyo", year: "numeric", month: "2-digit", day: "2-digit" });
  return format.format(new Date(now())).replaceAll("-", "/");
}
