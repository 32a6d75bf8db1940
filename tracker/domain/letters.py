"""The letter after a visit: decisions, what either side does next and the next date, as a mail to the company's contact.

It is made of what the company may read. Facts, interpretation and internal memos are not among what it is given.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

# Mail programs and the systems that hand them the address cut longer ones off, some without a word (2,048 and less on Windows).
LONGEST_ADDRESS = 1900
_WEEKDAYS = "月火水木金土日"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Task:
    """What somebody does next; ``who`` may be empty."""

    what: str
    who: str
    due_on: date


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What the letter says: ``ours`` is the association's side, ``theirs`` the company's."""

    company: str
    contact: str
    organisation: str
    sender: str
    visit_on: date
    decisions: str = ""
    ours: tuple[Task, ...] = ()
    theirs: tuple[Task, ...] = ()
    next_on: date | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's subject and its plain text, lines ending in a line feed."""

    subject: str
    body: str


def write_letter(facts: VisitFacts, *, language: str = "ja") -> Letter:
    """The letter in Japanese, or in English."""
    return _english(facts) if language == "en" else _japanese(facts)


def mail_address(to: str, letter: Letter) -> str:
    """``mailto:`` with subject and body after RFC 6068: UTF-8 percent-encoded, lines ending in CRLF."""
    body = letter.body.replace("\r\n", "\n").replace("\n", "\r\n")
    subject = " ".join(letter.subject.split())
    return f"mailto:{quote(to, safe='@')}?subject={quote(subject, safe='')}&body={quote(body, safe='')}"


def is_too_long(address: str) -> bool:
    """Whether a mail program may cut the address off."""
    return len(address) > LONGEST_ADDRESS


def _japanese(facts: VisitFacts) -> Letter:
    def day(on: date) -> str:
        return f"{on.year}年{on.month}月{on.day}日({_WEEKDAYS[on.weekday()]})"

    def line(task: Task) -> str:
        return f"・{task.what}（{f'担当：{task.who}、' if task.who else ''}期限：{day(task.due_on)}）"

    sections = [
        facts.company,
        f"{facts.contact}　様" if facts.contact else "ご担当者　様",
        "",
        "いつもお世話になっております。",
        f"{facts.organisation}の{facts.sender}です。",
        "",
        f"{day(facts.visit_on)}は、ご多用のところお時間をいただき、誠にありがとうございました。",
        "当日の内容を、下記のとおりご確認いただけますと幸いです。",
        "",
        *_section("■ 決まったこと", facts.decisions.splitlines()),
        *_section("■ 当方の宿題", map(line, facts.ours)),
        *_section("■ 貴社にお願いすること", map(line, facts.theirs)),
        "■ 次回の訪問",
        f"{day(facts.next_on)}に伺う予定です。" if facts.next_on else "日程は、追ってご相談させてください。",
        "",
        "お気づきの点がございましたら、ご遠慮なくお知らせください。",
        "今後ともどうぞよろしくお願いいたします。",
        "",
        facts.organisation,
        facts.sender,
        "",
    ]
    return Letter(f"{facts.visit_on.month}月{facts.visit_on.day}日のご訪問の確認（{facts.organisation}）", "\n".join(sections))


def _english(facts: VisitFacts) -> Letter:
    def day(on: date) -> str:
        return f"{_DAYS[on.weekday()]} {on.day} {_MONTHS[on.month - 1]} {on.year}"

    def line(task: Task) -> str:
        return f"- {task.what} ({f'{task.who}, ' if task.who else ''}by {day(task.due_on)})"

    sections = [
        f"Dear {facts.contact or 'Sir or Madam'},",
        "",
        f"Thank you very much for your time on {day(facts.visit_on)}.",
        "Below is what we noted; we should be grateful if you would confirm it.",
        "",
        *_section("What was decided", facts.decisions.splitlines()),
        *_section("What we will do", map(line, facts.ours)),
        *_section("What we ask of you", map(line, facts.theirs)),
        "Next visit",
        f"We plan to visit you on {day(facts.next_on)}." if facts.next_on else "We will contact you about a date.",
        "",
        "Please let us know if anything should be corrected.",
        "",
        "Yours sincerely,",
        facts.sender,
        facts.organisation,
        "",
    ]
    return Letter(f"Our visit on {day(facts.visit_on)} ({facts.organisation})", "\n".join(sections))


def _section(title: str, lines: Iterable[str]) -> list[str]:
    """A title, its lines and a blank one; nothing where there are no lines."""
    written = [line.rstrip() for line in lines]
    return [title, *written, ""] if any(written) else []
