// Between which visits a meeting lies is said for the day that the page came with: on another day outside of them the sentence goes,
// and the page that comes after says it anew.

import { readDay } from "./fields.js";

document.addEventListener("change", ({ target }) => {
  if (target.name !== "meeting_on" || !target.form) return;
  const day = readDay(target.value)?.toISOString().slice(0, 10);
  for (const said of target.form.querySelectorAll("[data-gap-from]")) {
    const { gapFrom, gapUntil } = said.dataset;
    said.hidden = Boolean(day && ((gapFrom && day < gapFrom) || (gapUntil && day >= gapUntil)));
  }
});
