"""Somebody who stands on the roster a second time, half in kana and without an address, for whoever tries 同じ人の統合."""

from __future__ import annotations

from datetime import datetime, timedelta

from tracker.demonstration.cast import PRODUCERS
from tracker.demonstration.stage import Stage
from tracker.services.absences import note_absence
from tracker.services.producers import ProducerFacts, take_on_producer

TWICE = 8  # in PRODUCERS


def enter_somebody_twice(stage: Stage, now: datetime) -> None:
    """The second entry was used for the first two weeks of the year; two days of absence hang on it."""
    starts_on = stage.plan.starts_on
    double = take_on_producer(
        stage.manager,
        producer=ProducerFacts(name="架空ここのえ", kana=PRODUCERS[TWICE][1], starts_on=starts_on),
        ends_on=starts_on + timedelta(days=13),
        now=now,
    )
    note_absence(
        stage.manager,
        producer_id=double,
        starts_on=starts_on + timedelta(days=2),
        ends_on=starts_on + timedelta(days=3),
        reason="健康診断のため",
        now=now,
    )
