"""The pages of results with ten and with a hundred people over three closed rounds, the means without severity among them."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import insert, select
from werkzeug.test import EnvironBuilder

from tests.benchmarks.__main__ import sign_in
from tests.benchmarks.assessment_designs import Design
from tests.benchmarks.build import COORDINATOR, MADE, MANAGER, NOW, PASSWORD
from tests.benchmarks.measure import Figures, empty_page, measure
from tracker.application import create_app
from tracker.config import Config
from tracker.database import db
from tracker.domain.access import operator
from tracker.domain.roles import Role
from tracker.domain.rounds import RaterKind, RoundState
from tracker.models import AssessmentRound, CompetencyItem, ItemVersion, Producer, Programme, Rating, RatingPair, RoundItem
from tracker.services.accounts import add_member
from tracker.services.adjustments import adjust_if_asked
from tracker.services.programmes import found_programme
from tracker.services.results import keep_results
from tracker.services.transaction import writing

SLUG = "y2026"
NAMES = ("期首", "中間", "期末")
DESIGNS = {"all rate all": Design("all"), "three a company": Design("team", 7, 3)}
SIZES = (10, 100)
TIMES = 12


def measured(people: int, design: Design) -> list[Figures]:
    """The pages of one size."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config(Path(folder), f"sqlite:///{folder}/bench.sqlite3", "benchmark", secure_cookies=False)
        app = create_app(config, clock=lambda: NOW)
        with app.app_context():
            upgrade()
            closing = _build(people, design)
            engine = db.engine
        print(f"  {people} people: closing a round took {closing:.2f} s")
        figures = []
        for name, path, email in (
            ("the group", f"assessments/{len(NAMES)}/results", MANAGER),
            ("one person, for the manager", "assessments/results/1", MANAGER),
            ("my results", "assessments/results", COORDINATOR),
        ):
            builder = _asking(f"/p/{SLUG}/{path}", sign_in(app, email).cookie)
            figures.append(measure(name, app, engine, builder, times=TIMES))
        return figures


def _asking(path: str, cookie: str) -> Callable[[], EnvironBuilder]:
    return lambda: EnvironBuilder(path, headers={"Cookie": cookie})


def _build(people: int, design: Design) -> float:
    """Three closed rounds; the seconds that the last close took."""
    with writing():
        programme_id = found_programme(
            operator(None), slug=SLUG, name="架空事業", organisation="架空産業振興協会", fiscal_year=2026, now=NOW
        )
        db.session.get_one(Programme, programme_id).severity_shown = True
        rows = [
            {
                "id": at,
                "programme_id": programme_id,
                "name": f"担い手{at:03}",
                "search_key": f"担い手{at:03}",
                "email": COORDINATOR if at == 1 else f"p{at}@example.jp",
                **MADE,
            }
            for at in range(1, people + 1)
        ]
        db.session.execute(insert(Producer), rows)
        for email, role in ((MANAGER, Role.MANAGER), (COORDINATOR, Role.COORDINATOR)):
            add_member(
                operator(programme_id),
                programme_id=programme_id,
                email=email,
                name="架空の利用者",
                roles={role},
                password=PASSWORD,
                ends_on=None,
                now=NOW,
            )
    chance = random.Random(people)
    pairs = sorted((rater + 1, ratee + 1) for rater, ratee in design.pairs(chance, people))
    seconds = 0.0
    for number, name in enumerate(NAMES, start=1):
        with writing():
            made = _rated(programme_id, number, name, people, pairs, chance)
        started = time.perf_counter()
        with writing():
            row = db.session.get_one(AssessmentRound, made)
            row.state, row.closed_at = RoundState.CLOSED, NOW
            keep_results(row)
            adjust_if_asked(row)
        seconds = time.perf_counter() - started
    return seconds


def _rated(
    programme_id: int, number: int, name: str, people: int, pairs: Iterable[tuple[int, int]], chance: random.Random
) -> int:
    """A round with every rating in it; its id."""
    made = AssessmentRound(
        programme_id=programme_id,
        number=number,
        name=name,
        due_on=NOW.date(),
        state=RoundState.OPEN,
        scale_minimum=1,
        scale_maximum=5,
        minimum_raters=3,
        opened_at=NOW,
        ended_at=NOW,
        created_at=NOW,
    )
    db.session.add(made)
    db.session.flush()
    items = db.session.scalars(
        select(ItemVersion.id).join(CompetencyItem, CompetencyItem.id == ItemVersion.item_id).order_by(CompetencyItem.number)
    ).all()
    db.session.execute(insert(RoundItem), [{"round_id": made.id, "item_version_id": item} for item in items])
    first = made.id * people * (people + 1)
    asked = [*((one, one) for one in range(1, people + 1)), *pairs]
    rows = [
        {
            "id": first + at,
            "round_id": made.id,
            "rater_id": rater,
            "ratee_id": ratee,
            "kind": RaterKind.SELF if rater == ratee else RaterKind.PEER,
        }
        for at, (rater, ratee) in enumerate(asked)
    ]
    db.session.execute(insert(RatingPair), rows)
    severity = [chance.gauss(0, 0.5) for _person in range(people + 1)]
    truth = [chance.gauss(2.9 + 0.2 * number, 0.5) for _person in range(people + 1)]
    ratings = [
        {
            "pair_id": row["id"],
            "item_version_id": item,
            "score": min(5, max(1, round(truth[row["ratee_id"]] - severity[row["rater_id"]] + chance.gauss(0, 0.7)))),
            "cannot_judge": False,
            "comment": "",
            "saved_at": NOW,
        }
        for row in rows
        for item in items
    ]
    db.session.execute(insert(Rating), ratings)
    return made.id


def report() -> None:
    empty = empty_page(300)
    print(f"\nan empty Flask page: {empty.cpu_ms:.2f} ms")
    headings = ("10: cpu ms", "queries", "KB", "100: cpu ms", "queries", "KB", "ratio", "× empty")
    for name, design in DESIGNS.items():
        print(f"\n{name}, three closed rounds, severity shown")
        few, many = (measured(people, design) for people in SIZES)
        print(f"{'page':28}{''.join(f'{words:>12}' for words in headings)}")
        for one, other in zip(few, many, strict=True):
            shown = [f"{row.cpu_ms:>12.1f}{row.queries:>12}{row.size / 1024:>12.0f}" for row in (one, other)]
            print(f"{one.name:28}{''.join(shown)}{other.cpu_ms / one.cpu_ms:>12.1f}{other.cpu_ms / empty.cpu_ms:>12.0f}")
