"""Somebody who stands on the roster a second time, in kana and without an address, for whoever tries 同じ人の統合."""

from __future__ import annotations

from datetime import datetime, timedelta

from tracker.demonstration.cast import PRODUCERS
from tracker.demonstration.stage import Stage
from tracker.services.absences import note_absence
from tracker.services.producers import ProducerFacts, take_on_producer

TWICE = 8  # in PRODUCERS


def enter_somebody_twice(stage: Stage, now: datetime) -> None:
    """A clerk heard the name on the telephone; two days of absence hang on it."""
    today = stage.plan.today
    double = take_on_producer(
        stage.manager,
        producer=ProducerFacts(name="かくう ここのえ", kana=PRODUCERS[TWICE][1], starts_on=today),
        now=now,
    )
    note_absence(
        stage.manager,
        producer_id=double,
        starts_on=today + timedelta(days=20),
        ends_on=today + timedelta(days=21),
        reason="健康診断のため",
        now=now,
    )
