"""The letter after a visit: what was agreed, in the words of a business letter, and the link that hands it to a mail program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from urllib.parse import quote

from tracker.domain.cadence import VisitMode

LONGEST_LINK = 1_900
"""Bytes of a link that every browser and mail program takes; some cut a longer one without a word."""
LONGEST_ADDRESS = 254
LONGEST_SUBJECT = 200
LONGEST_BODY = 20_000
_WEEKDAYS = "月火水木金土日"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_BULLET = "・"


class Language(StrEnum):
    """The languages that a letter is written in, whatever the page around it speaks."""

    JA = "ja"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Promise:
    """A next action as the company reads it: what, by whom, by when."""

    what: str
    owner: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Appointment:
    """The next visit, with its hours where they are known."""

    on: date
    mode: VisitMode = VisitMode.ONSITE
    start_time: time | None = None
    end_time: time | None = None


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """Everything that a letter may say, and nothing else: no notes, no interpretation, no internal memo has a place in it."""

    company: str
    contact: str
    organisation: str
    sender: str
    visit_on: date
    mode: VisitMode
    decisions: str
    ours: tuple[Promise, ...] = ()
    theirs: tuple[Promise, ...] = ()
    earlier_ours: tuple[Promise, ...] = ()  # open ones that were noted before this visit
    earlier_theirs: tuple[Promise, ...] = ()
    next_visit: Appointment | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """Subject and body; the lines of the body end in a newline alone."""

    subject: str
    body: str


def write_letter(facts: LetterFacts, language: Language = Language.JA) -> Letter:
    """The letter to the company's contact about one visit."""
    return _in_english(facts) if language is Language.EN else _in_japanese(facts)


def mailto(to: str, letter: Letter, *, is_blind: bool = False) -> str:
    """The link of RFC 6068: UTF-8 in per cent, line breaks as CRLF; several addresses are parted by commas.

    With ``is_blind`` nobody who gets the letter sees who else does.
    """
    addresses = [part.strip() for part in to.replace(";", ",").replace("、", ",").split(",")]
    recipients = ",".join(quote(address, safe="@") for address in addresses if address)
    fields = {"subject": quote(letter.subject, safe=""), "body": quote(_crlf(letter.body), safe="")}
    if is_blind:
        fields = {"bcc": recipients, **fields}
    asked = "&".join(f"{name}={value}" for name, value in fields.items() if value)
    return f"mailto:{'' if is_blind else recipients}" + (f"?{asked}" if asked else "")


def mailto_that_fits(to: str, letter: Letter) -> tuple[str, bool]:
    """The link, and whether the body is in it: one that would be too long carries the subject alone."""
    link = mailto(to, letter)
    if len(link) <= LONGEST_LINK:
        return link, True
    return mailto(to, Letter(letter.subject, "")), False


def _crlf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


def _items(text: str) -> list[str]:
    """The lines of a typed text, without the bullets that people put there themselves."""
    lines = (line.strip() for line in text.splitlines())
    return [line.lstrip("・･-*●■○ 　").strip() or line for line in lines if line]


def _section(title: str, lines: Iterable[str]) -> list[str]:
    listed = [f"{_BULLET}{line}" for line in lines]
    return ["", title, *listed] if listed else []


def _day_ja(day: date, *, beside: date | None = None) -> str:
    """The year only where it is not that of the visit."""
    year = "" if beside is not None and beside.year == day.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日({_WEEKDAYS[day.weekday()]})"


def _hours(appointment: Appointment) -> str:
    hours = [f"{one:%H:%M}" if one else "" for one in (appointment.start_time, appointment.end_time)]
    return "～".join(hours) if hours[1] else f"{hours[0]}～" if hours[0] else ""


_MEETING_JA = {
    VisitMode.ONSITE: ("訪問", "貴社にお伺いした際", "次回のお伺い"),
    VisitMode.ONLINE: ("オンライン面談", "オンラインでお話しした際", "次回（オンライン）"),
    VisitMode.EVENT: ("展示会", "展示会でご一緒した際", "次回（展示会）"),
}
_MEETING_EN = {
    VisitMode.ONSITE: ("our visit", "Next visit"),
    VisitMode.ONLINE: ("our online meeting", "Next online meeting"),
    VisitMode.EVENT: ("the exhibition", "Next exhibition together"),
}


def _in_japanese(facts: LetterFacts) -> Letter:
    noun, occasion, _ = _MEETING_JA[facts.mode]
    day = _day_ja(facts.visit_on)
    lines = [facts.company, f"{facts.contact} 様" if facts.contact else "ご担当者様", ""]
    lines += ["いつもお世話になっております。", f"{facts.organisation}の{facts.sender}です。", ""]
    lines += [f"{day}は、お忙しいところお時間をいただき、誠にありがとうございました。"]
    lines += [f"{occasion}の内容を、下記のとおりまとめました。ご確認くださいますようお願いいたします。"]
    lines += _section("■ 決まったこと", _items(facts.decisions))
    lines += _section(
        "■ 当方で行うこと",
        (f"{one.what}（担当：{one.owner}、{_day_ja(one.due_on, beside=facts.visit_on)}まで）" for one in facts.ours),
    )
    lines += _section(
        "■ 貴社にお願いしたいこと",
        (
            f"{one.what}（ご担当：{_with_title(one.owner)}、{_day_ja(one.due_on, beside=facts.visit_on)}まで）"
            for one in facts.theirs
        ),
    )
    lines += _section(
        "■ 前回までにお約束し、当方で進めていること",
        (f"{one.what}（担当：{one.owner}、{_day_ja(one.due_on, beside=facts.visit_on)}まで）" for one in facts.earlier_ours),
    )
    lines += _section(
        "■ 前回までにお願いし、お待ちしていること",
        (
            f"{one.what}（ご担当：{_with_title(one.owner)}、{_day_ja(one.due_on, beside=facts.visit_on)}まで）"
            for one in facts.earlier_theirs
        ),
    )
    lines += _next_in_japanese(facts)
    lines += ["", "内容に誤りや追加がございましたら、お手数ですが、このメールへのご返信でお知らせください。"]
    lines += ["今後とも、どうぞよろしくお願いいたします。", "", "--", facts.organisation, facts.sender]
    return Letter(
        f"{facts.visit_on.month}月{facts.visit_on.day}日の{noun}のお礼と内容のご確認（{facts.organisation}）", "\n".join(lines)
    )


def _next_in_japanese(facts: LetterFacts) -> list[str]:
    if facts.next_visit is None:
        return ["", "■ 次回について", f"{_BULLET}日程は、あらためてご相談させてください。"]
    when = f"{_day_ja(facts.next_visit.on, beside=facts.visit_on)} {_hours(facts.next_visit)}".rstrip()
    return ["", f"■ {_MEETING_JA[facts.next_visit.mode][2]}", f"{_BULLET}{when}"]


def _with_title(name: str) -> str:
    """With 様, unless it ends in an office or a title that stands for it."""
    return name if name.endswith(("様", "長", "さん", "殿", "部", "課", "役")) else f"{name} 様"


def _in_english(facts: LetterFacts) -> Letter:
    occasion, _ = _MEETING_EN[facts.mode]
    lines = [f"Dear {facts.contact or 'Sir or Madam'},", ""]
    lines += [f"Thank you very much for your time on {_day_en(facts.visit_on)}."]
    lines += [f"Below is a summary of {occasion} with {facts.company}. Please let me know if anything is missing or wrong."]
    lines += _section_en("What was agreed", _items(facts.decisions))
    lines += _section_en("What we will do", (f"{one.what} ({one.owner}, by {_day_en(one.due_on)})" for one in facts.ours))
    lines += _section_en(
        "What we would ask of you", (f"{one.what} ({one.owner}, by {_day_en(one.due_on)})" for one in facts.theirs)
    )
    lines += _section_en(
        "Still open on our side from before",
        (f"{one.what} ({one.owner}, by {_day_en(one.due_on)})" for one in facts.earlier_ours),
    )
    lines += _section_en(
        "Still open on your side from before",
        (f"{one.what} ({one.owner}, by {_day_en(one.due_on)})" for one in facts.earlier_theirs),
    )
    if facts.next_visit is None:
        lines += ["", "I will be in touch about the date of our next meeting."]
    else:
        when = f"{_day_en(facts.next_visit.on)} {_hours(facts.next_visit).replace('～', '–')}".rstrip(" –")
        lines += ["", f"{_MEETING_EN[facts.next_visit.mode][1]}: {when}"]
    lines += ["", "Kind regards,", facts.sender, facts.organisation]
    return Letter(f"Summary of {occasion} on {_day_en(facts.visit_on)}", "\n".join(lines))


def _section_en(title: str, lines: Iterable[str]) -> list[str]:
    listed = [f"- {line}" for line in lines]
    return ["", f"{title}:", *listed] if listed else []


def _day_en(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
