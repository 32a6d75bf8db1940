"""Exhibitions shared by several companies, and who it was that spoke for the market there."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from tracker.domain.errors import RuleBroken
from tracker.domain.words import N_


class VisitorKind(StrEnum):
    """Who said it, so that voices can be laid beside each other."""

    BUYER = "buyer"
    END_USER = "end_user"
    TRADER = "trader"
    MAKER = "maker"
    DESIGNER = "designer"
    PRESS = "press"
    PUBLIC = "public"
    OTHER = "other"


def check_period(starts_on: date, ends_on: date) -> None:
    """Raise RuleBroken where the last day is before the first."""
    if ends_on < starts_on:
        raise RuleBroken(N_("最終日は初日以後の日付にしてください。"), field="ends_on")


def check_heard(heard_on: date, *, today: date) -> None:
    """Raise RuleBroken for a voice of a day to come."""
    if heard_on > today:
        raise RuleBroken(N_("聞いた日は、今日までの日付にしてください。"), field="heard_on")


def check_attended(attended_on: date, *, starts_on: date, ends_on: date) -> None:
    """Raise RuleBroken for a day on which the exhibition was not open."""
    if not starts_on <= attended_on <= ends_on:
        raise RuleBroken(N_("参加した日は、会期の中の日付にしてください。"), field="attended_on")
