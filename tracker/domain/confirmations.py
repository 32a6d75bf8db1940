"""先方確認: whom of the company's side said that the record is right, and when."""

from __future__ import annotations

from datetime import date

from tracker.domain.errors import RuleBroken
from tracker.domain.words import N_

LONGEST_NAME = 100


def check_confirmation(name: str, day: date | None, *, visit_on: date, today: date) -> None:
    """Raise RuleBroken unless both name and day are there, or neither, and the day is between the visit and today."""
    if not name and day is None:
        return
    if not name:
        raise RuleBroken(N_("確認した先方の人の名前を入力してください。"), field="confirmed_by_name")
    if len(name) > LONGEST_NAME:
        raise RuleBroken(N_("名前は%(longest)s文字以内にしてください。"), field="confirmed_by_name", longest=LONGEST_NAME)
    if day is None:
        raise RuleBroken(N_("確認された日を入力してください。"), field="confirmed_on")
    if not visit_on <= day <= today:
        raise RuleBroken(
            N_("確認された日は、訪問の日（%(first)s）から今日までの日付にしてください。"), field="confirmed_on", first=visit_on
        )
