// Which of a company's visits are still to be written down, as far as this device knows: a note that waits here, or was sent from here
// and is not in the cards yet, is as good as the record.

import { readDay } from "./fields.js";

const WRITTEN = new Set(["queued", "review", "sent"]);

const below = (url) => url.split("/").slice(3).join("/");

/** Whether the note is more than a draft of its own (下書きに保存 leaves the visit to be finished). */
const isWritten = (draft) => WRITTEN.has(draft.state) && !(draft.state === "sent" && draft.button?.[0] === "draft");

/** The visits of a card that nobody has written down, in order. */
export function stillOpen(card, drafts) {
  const mine = drafts.filter((draft) => draft.programme === card.programme && draft.kind === "visit" && isWritten(draft));
  const addresses = new Set(mine.map((draft) => draft.address));
  const ofCompany = mine.filter((draft) => draft.address === `visits/new?company=${card.enrolment_id}`);
  const days = new Set(ofCompany.map((draft) => readDay(draft.fields.visit_on?.[0] ?? "")?.toISOString().slice(0, 10)));
  return (card.visits ?? []).filter((visit) => !addresses.has(`visits/${visit.visit_id}/log`) && !days.has(visit.on));
}

/** The card and the visit that an address below a programme names, as `{card, visit}`; nothing where the device has no form for it. */
export function visitAt(cards, programme, address) {
  for (const card of cards.filter((one) => one.programme === programme)) {
    const visit = (card.visits ?? []).find((one) => one.form && below(one.url) === address);
    if (visit) return { card, visit };
  }
  return null;
}
