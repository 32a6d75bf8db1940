"""Reads one row of a log kept by hand: every cell by its own recogniser; what cannot be read is said, never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker.domain.calendar import fiscal_year_period
from tracker.domain.errors import RuleBroken
from tracker.domain.hand_log import EntryKind, Homework, LogField, ReadRow, Said
from tracker.domain.hand_log_days import WINDOWS_EPOCH, read_day_after, read_day_of_year
from tracker.domain.hand_log_homework import items_of, read_homework, split_homework
from tracker.domain.hand_log_hours import ReadHours, read_hours
from tracker.domain.hand_log_names import Found, FoundBy, Names
from tracker.domain.hand_log_words import read_kind, read_phases
from tracker.domain.notes import LONGEST_LINE, LONGEST_TEXT
from tracker.domain.phases import FACT_PHASES, INTERPRETING_PHASES, Phase
from tracker.domain.text import clean_line, clean_text
from tracker.domain.words import N_

EMPTY = N_("空です。記入してください。")
TO_COME = N_("%(day)sはまだ来ていません。実施した記録だけを取り込みます。これからの訪問は予定として登録してください。")
OTHER_YEAR = N_("%(day)sは%(year)s年度の日ではありません。正しければ「取り込む」を選んでください。")
YEAR_INFERRED = N_("年が書かれていないので、事業の年度の %(day)s と読みました。")
NEXT_INFERRED = N_("年が書かれていないので、この日より後の %(day)s と読みました。")
NEXT_UNREADABLE = N_("「%(text)s」は日付として読めないので、元の行にだけ残します。")
NEXT_BEFORE = N_("%(day)sはこの日より後ではないので、元の行にだけ残します。")
HOURS_INFERRED = N_("「%(text)s」は%(minutes)s分と読みました。")
UNKNOWN_COMPANY = N_("「%(name)s」という支援企業が見つかりません。下の「名前の読み替え」で企業を選ぶか、書き方を直してください。")
UNKNOWN_PERSON = N_("「%(name)s」は担い手の名簿にいません。下の「名前の読み替え」で選ぶか、書き方を直してください。")
BY_READING = N_("「%(name)s」は読みから見つけました。")
BY_PART = N_("「%(name)s」は名前の一部から見つけました。")
NO_PEOPLE = N_("参加した担い手が一人もいません。一人以上記入してください。")
NO_PHASE_WORD = N_("「%(text)s」はフェーズとして読めません。このまま取り込むと、そのフェーズは記録しません。")
PHASES_WITHOUT_TEXT = N_("内容が空なので、フェーズは記録しません。")
BOTH_SIDES = N_("事実（聞く・見る）と解釈（診断・企て）のフェーズが一緒なので、同じ文を両方に入れます。")
TWO_VISITED = N_("訪問の記録は1社ずつです。「取り込む」を選ぶと、%(count)s社それぞれの訪問に分けます。")
HOMEWORK_OF_SEVERAL = N_("2社以上の会議なので、宿題がどの企業のものか決められません。宿題は登録せず、文に残します。")
TEXT_TOO_LONG = N_("%(limit)s文字を超えています。短くしてください。")


@dataclass(frozen=True, slots=True)
class Context:
    """What the rows are read against."""

    fiscal_year: int
    today: date
    companies: Names
    people: Names
    epoch: date = WINDOWS_EPOCH


class _Findings:
    def __init__(self) -> None:
        self.problems: list[Said] = []
        self.asks: list[Said] = []
        self.notes: list[Said] = []


def read_row(row: int, cells: Mapping[LogField, str], context: Context) -> ReadRow:
    """What the row says. Never raises: whatever stands in a cell is read or told."""
    found = _Findings()
    day = _day(cells, context, found)
    companies = _companies(cells, context, found)
    kind, mode = None, None
    try:
        kind, mode = read_kind(cells[LogField.KIND]) if cells.get(LogField.KIND) else (None, None)
        if kind is None:
            found.problems.append(Said(EMPTY, about=LogField.KIND))
    except RuleBroken as broken:
        found.problems.append(Said(broken.sentence, broken.params, LogField.KIND))
    people, others = _people(cells, context, found)
    text, homework = _text(cells, context, found, day, several=len(companies) > 1)
    phases = _phases(cells, found, has_text=bool(text))
    hours = _hours(cells, found)
    if kind is EntryKind.VISIT and len(companies) > 1:
        found.asks.append(Said(TWO_VISITED, {"count": len(companies)}, LogField.COMPANY))
    read = ReadRow(
        row=row,
        day=day,
        companies=companies,
        kind=kind,
        people=people,
        others=others,
        case=clean_line(cells.get(LogField.CASE, "")),
        phases=phases,
        tools=clean_line(cells.get(LogField.TOOLS, "")),
        text=text,
        homework=homework,
        next_on=_next(cells, context, found, day),
        hours=hours,
        place=_short(cells, LogField.PLACE, LONGEST_LINE, found),
        counterparts=_short(cells, LogField.COUNTERPARTS, LONGEST_TEXT, found),
        problems=tuple(found.problems),
        asks=tuple(found.asks),
        notes=tuple(found.notes),
        **({"mode": mode} if mode is not None else {}),
    )
    return read


def _day(cells: Mapping[LogField, str], context: Context, found: _Findings) -> date | None:
    written = clean_line(cells.get(LogField.DAY, ""))
    if not written:
        found.problems.append(Said(EMPTY, about=LogField.DAY))
        return None
    try:
        read = read_day_of_year(written, fiscal_year=context.fiscal_year, epoch=context.epoch)
    except RuleBroken as broken:
        found.problems.append(Said(broken.sentence, broken.params, LogField.DAY))
        return None
    if read.is_inferred:
        found.notes.append(Said(YEAR_INFERRED, {"day": read.day}, LogField.DAY))
    if read.day > context.today:
        found.problems.append(Said(TO_COME, {"day": read.day}, LogField.DAY))
    elif read.day not in fiscal_year_period(context.fiscal_year):
        found.asks.append(Said(OTHER_YEAR, {"day": read.day, "year": context.fiscal_year}, LogField.DAY))
    return read.day


def _companies(cells: Mapping[LogField, str], context: Context, found: _Findings) -> tuple[Found, ...]:
    companies = context.companies.companies_in(cells.get(LogField.COMPANY, ""))
    if not companies:
        found.problems.append(Said(EMPTY, about=LogField.COMPANY))
    _tell(companies, UNKNOWN_COMPANY, LogField.COMPANY, found)
    return companies


def _people(cells: Mapping[LogField, str], context: Context, found: _Findings) -> tuple[tuple[Found, ...], str]:
    people, others = context.people.people_in(cells.get(LogField.PEOPLE, ""))
    _tell(people, UNKNOWN_PERSON, LogField.PEOPLE, found)
    elsewhere = [one.written for one in people if one.is_other]
    if not any(one.known_id is not None for one in people) and all(one.is_other for one in people):
        found.problems.append(Said(NO_PEOPLE, about=LogField.PEOPLE))
    return people, "、".join([*elsewhere, *filter(None, [others])])[:LONGEST_TEXT]


def _tell(names: tuple[Found, ...], unknown: str, about: LogField, found: _Findings) -> None:
    for one in names:
        if one.known_id is None and not one.is_other:
            found.problems.append(Said(unknown, {"name": one.written}, about))
        elif one.by in (FoundBy.READING, FoundBy.PART):
            found.notes.append(Said(BY_READING if one.by is FoundBy.READING else BY_PART, {"name": one.written}, about))


def _text(
    cells: Mapping[LogField, str], context: Context, found: _Findings, day: date | None, *, several: bool
) -> tuple[str, tuple[Homework, ...]]:
    whole = clean_text(cells.get(LogField.TEXT, ""))
    text, items = split_homework(whole)
    items = (*items, *items_of(cells.get(LogField.HOMEWORK, "")))
    if items and several:
        found.notes.append(Said(HOMEWORK_OF_SEVERAL, about=LogField.TEXT))
        text, items = "\n".join(filter(None, [whole, clean_text(cells.get(LogField.HOMEWORK, ""))])), ()
    if len(text) > LONGEST_TEXT:
        found.problems.append(Said(TEXT_TOO_LONG, {"limit": f"{LONGEST_TEXT:,}"}, LogField.TEXT))
    return text, tuple(read_homework(item, after=day or context.today, people=context.people) for item in items)


def _phases(cells: Mapping[LogField, str], found: _Findings, *, has_text: bool) -> frozenset[Phase]:
    phases, rest = read_phases(cells.get(LogField.PHASES, ""))
    if rest:
        found.asks.append(Said(NO_PHASE_WORD, {"text": rest[:40]}, LogField.PHASES))
    if phases and not has_text:
        found.notes.append(Said(PHASES_WITHOUT_TEXT, about=LogField.PHASES))
        return frozenset()
    if phases & set(FACT_PHASES) and phases & set(INTERPRETING_PHASES):
        found.notes.append(Said(BOTH_SIDES, about=LogField.PHASES))
    return phases


def _hours(cells: Mapping[LogField, str], found: _Findings) -> ReadHours | None:
    written = clean_line(cells.get(LogField.HOURS, ""))
    try:
        hours = read_hours(written)
    except RuleBroken as broken:
        found.asks.append(Said(broken.sentence, broken.params, LogField.HOURS))
        return None
    if hours is not None and hours.is_inferred:
        found.notes.append(Said(HOURS_INFERRED, {"text": written[:40], "minutes": hours.minutes}, LogField.HOURS))
    return hours


def _next(cells: Mapping[LogField, str], context: Context, found: _Findings, day: date | None) -> date | None:
    written = clean_line(cells.get(LogField.NEXT, ""))
    if day is None or not written:
        return None
    try:
        read = read_day_after(written, after=day, epoch=context.epoch)
    except RuleBroken:
        found.notes.append(Said(NEXT_UNREADABLE, {"text": written[:40]}, LogField.NEXT))
        return None
    if read is None:
        return None
    if read.day <= day:
        found.notes.append(Said(NEXT_BEFORE, {"day": read.day}, LogField.NEXT))
        return None
    if read.is_inferred:
        found.notes.append(Said(NEXT_INFERRED, {"day": read.day}, LogField.NEXT))
    return read.day


def _short(cells: Mapping[LogField, str], about: LogField, limit: int, found: _Findings) -> str:
    text = clean_text(cells.get(about, "")) if about is LogField.COUNTERPARTS else clean_line(cells.get(about, ""))
    if len(text) > limit:
        found.problems.append(Said(TEXT_TOO_LONG, {"limit": f"{limit:,}"}, about))
    return text
