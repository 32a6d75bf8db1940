"""Notes that are being typed: where they belong, how two versions of one become one, and what becomes of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import parse_qsl, urlsplit

from tracker.domain.calendar import tokyo_day
from tracker.domain.dates import parse_day
from tracker.domain.errors import RuleBroken
from tracker.domain.words import N_

LONGEST_DRAFT = 3_000_000  # bytes of all fields: ten times the longest note that a form takes, so that too much is kept, not cut
MOST_FIELDS = 3_000
LONGEST_NAME = 200
LONGEST_ADDRESS = 500
LONGEST_TITLE = 200
LONGEST_REASON = 300
MOST_OPEN = 300  # drafts of one account
DAYS_TO_RESTORE = 30
KEY = re.compile("[0-9a-f]{32}")

Fields = Mapping[str, tuple[str, ...]]


class DraftKind(StrEnum):
    """What a draft is going to be."""

    VISIT = "visit"
    MEETING = "meeting"


class DraftState(StrEnum):
    """書きかけ, sent and recorded, waiting for the manager (要確認), given back, discarded."""

    OPEN = "open"
    SENT = "sent"
    REVIEW = "review"
    RETURNED = "returned"
    DISCARDED = "discarded"


UNFINISHED = (DraftState.OPEN, DraftState.RETURNED)


@dataclass(frozen=True, slots=True)
class Address:
    """The form that a draft is typed into, below its programme's address: what it is about."""

    path: str
    kind: DraftKind
    companies: tuple[int, ...] = ()
    visit_id: int | None = None
    meeting_id: int | None = None


_FORM = re.compile(r"(?:(visits)/(?:new|([0-9]{1,9})/(?:log|edit))|(meetings)/(?:new|([0-9]{1,9})/(?:record|edit)))")


def read_address(text: object) -> Address:
    """``visits/new?company=3``, ``visits/12/edit``, ``meetings/new?company=3``, …; RuleBroken for any other address."""
    if isinstance(text, str) and len(text) <= LONGEST_ADDRESS and text.isprintable():
        split = urlsplit(text)
        found = _FORM.fullmatch(split.path)
        if found is not None and not split.scheme and not split.netloc:
            visits, visit, _meetings, meeting = found.groups()
            wanted = [value for name, value in parse_qsl(split.query) if name == "company" and _is_id(value)]
            query = "&".join(f"company={value}" for value in wanted)
            return Address(
                path=f"{split.path}?{query}" if query else split.path,
                kind=DraftKind.VISIT if visits else DraftKind.MEETING,
                companies=tuple(map(int, wanted)),
                visit_id=int(visit) if visit else None,
                meeting_id=int(meeting) if meeting else None,
            )
    raise RuleBroken(N_("この画面の入力は、下書きとして預かれません。画面を開き直してください。"), field="address")


def read_key(text: object) -> str:
    """The identity that the browser chose at the first keystroke; RuleBroken for anything else."""
    if isinstance(text, str) and KEY.fullmatch(text):
        return text
    raise RuleBroken(N_("下書きの番号が正しくありません。画面を開き直してください。"), field="key")


def read_fields(given: object) -> dict[str, tuple[str, ...]]:
    """The typed fields by name as they came (``{name: [text, …]}``); RuleBroken for anything that is no form, or too long."""
    if not isinstance(given, Mapping) or len(given) > MOST_FIELDS:
        raise RuleBroken(N_("入力された内容を読み取れませんでした。画面を開き直してください。"), field="fields")
    fields: dict[str, tuple[str, ...]] = {}
    size = 0
    for name, values in given.items():
        if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME or not isinstance(values, list):
            raise RuleBroken(N_("入力された内容を読み取れませんでした。画面を開き直してください。"), field="fields")
        if not all(isinstance(value, str) for value in values):
            raise RuleBroken(N_("入力された内容を読み取れませんでした。画面を開き直してください。"), field="fields")
        if values:
            fields[_whole(name)] = tuple(_whole(value) for value in values)
            size += len(name.encode("utf-8", "replace")) + sum(len(value.encode("utf-8", "replace")) for value in values)
    if size > LONGEST_DRAFT:
        raise RuleBroken(N_("入力が長すぎるため、サーバーには保存できません。内容はこの端末に残っています。"), field="fields")
    return fields


def _whole(text: str) -> str:
    """Halves of surrogate pairs, which no database takes, become whole characters or question marks."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if not text.isascii() else text


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that two devices changed, with both texts."""

    name: str
    mine: tuple[str, ...]
    theirs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A draft as it stands: its fields, and for each the version that changed it last."""

    fields: Fields
    stamps: Mapping[str, int]
    number: int = 0


def merge(stored: Version, sent: Fields, *, since: int, changed: Collection[str]) -> tuple[Version, tuple[Clash, ...]]:
    """What becomes of a draft when somebody sends it who last saw version ``since`` and changed ``changed`` after that.

    A field that only one side changed takes that side's text. A field that both changed differently is a clash: the stored text
    stands until a person has chosen, and both are told. `static/js/merging.js` is the same rule on the device.
    """
    is_fresh = since == stored.number
    names = [*stored.fields, *(name for name in sent if name not in stored.fields)] if is_fresh else list(changed)
    fields, stamps, clashes = dict(stored.fields), dict(stored.stamps), []
    has_changed = False
    for name in names:
        mine, theirs = tuple(sent.get(name, ())), tuple(stored.fields.get(name, ()))
        if mine == theirs:
            continue
        if not is_fresh and stored.stamps.get(name, 0) > since:
            clashes.append(Clash(name, mine, theirs))
            continue
        if mine:
            fields[name] = mine
        else:
            fields.pop(name, None)
        stamps[name] = stored.number + 1
        has_changed = True
    return Version(fields, stamps, stored.number + has_changed), tuple(clashes)


def days_of(fields: Fields, *, started_at: datetime, now: datetime) -> frozenset[date]:
    """The days on which the writer's place in the team decides: the day they wrote about and the day they began to write.

    Of the device's clock only what lies in the past is believed.
    """
    days = {tokyo_day(min(started_at, now))}
    for name in ("visit_on", "meeting_on"):
        for text in fields.get(name, ()):
            try:
                day = parse_day(text, today=tokyo_day(now))
            except RuleBroken:
                continue
            if day <= tokyo_day(now):
                days.add(day)
    return frozenset(days)


@dataclass(frozen=True, slots=True)
class About:
    """What a draft is to be the record of: one that stands already (``record_id``), else some company's of a day."""

    kind: DraftKind
    record_id: int | None
    companies: tuple[int, ...] = ()
    day: date | None = None


def about(address: str, fields: Mapping[str, Iterable[str]], *, today: date) -> About:
    """Of a correction nothing is said: it is typed into a record."""
    read = read_address(address)
    kept = {name: tuple(values) for name, values in fields.items()}
    if read.path.split("?")[0].endswith("/edit"):
        return About(read.kind, None)
    if (record_id := read.visit_id or read.meeting_id) is not None:
        return About(read.kind, record_id)
    return About(read.kind, None, companies_of(read, kept), _day_written(kept, today))


def _day_written(fields: Fields, today: date) -> date | None:
    for name in ("visit_on", "meeting_on"):
        for text in fields.get(name, ()):
            try:
                return parse_day(text, today=today)
            except RuleBroken:
                return None
    return None


def companies_of(address: Address, fields: Fields) -> tuple[int, ...]:
    """The companies (enrolments) that a draft is about, as its address and its fields say."""
    chosen = [int(value) for value in fields.get("companies", ()) if _is_id(value)]
    return tuple(dict.fromkeys((*address.companies, *chosen)))


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
