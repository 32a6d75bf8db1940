"""A double tap, the back button, a retry after a lost answer: every form that makes something makes it once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask

from tests.cast import Cast
from tests.conftest import ClientFor
from tests.house.rights_table import RIGHTS
from tests.house.test_bad_input import FORM, opened_by
from tests.house.test_lost_updates import ACTS, EDITS, opened
from tests.house.test_rights import values_of, written
from tests.records import Records

At = Callable[[], AbstractContextManager[None]]
DAY = "2026-11-20"
# what is typed into each form that makes a row; a name of the records' ids stands for its number
MAKES: dict[str, Mapping[str, Any]] = {
    "absences.new": {"producer_id": "4", "starts_on": "2026-12-01", "ends_on": "2026-12-05", "reason": "研修"},
    "actions.new": {"what": "図面を送る", "owner_name": "架空の人", "due_on": "2026-12-24"},
    "assessments.new": {"name": "期末の評価", "due_on": "2027-02-01"},
    "cases.new": {"title": "二つ目の案件"},
    "challenges.new": {"title": "検査に時間がかかる", "description": "手で測っている", "raised_on": DAY},
    "companies.new": {
        "name": "架空新規製作所",
        "prefecture": "東京都",
        "municipality": "羽村市",
        "starts_on": "2026-11-01",
        "case_title": "新しい器",
    },
    "exclusions.new": {"enrolment_id": "1", "producer_id": "9", "kind": "interest", "reason": "取引がある", "starts_on": DAY},
    "exhibitions.new": {"name": "架空展示会", "starts_on": "2026-11-10", "ends_on": "2026-11-12", "place": "架空会館"},
    "exhibitions.attend": {"producer_id": "9", "attended_on": "2026-10-07", "start_time": "10:00", "end_time": "12:00"},
    "members.add_person": {"programme_id": "1", "email": "new@example.jp", "name": "架空新人", "roles": ["manager"]},
    "members.new": {"email": "new@example.jp", "name": "架空新人", "roles": ["coordinator"]},
    "meetings.schedule": {"meeting_on": "2026-12-10", "mode": "online", "companies": ["1"]},
    "months.excuse": {"reason": "先方の都合", "accepted_by": "架空の人"},
    "narratives.edit": {"challenges": "課題を書き直した"},
    "next_year.new": {"slug": "r9", "done": "1"},
    "outcomes.new": {"kind": "prototype", "outcome_on": DAY, "description": "試作品ができた"},
    "programmes.new": {"slug": "r10", "name": "架空新事業", "organisation": "架空産業振興協会", "fiscal_year": "2028"},
    "producers.new": {"name": "架空十一", "kana": "カクウジュウイチ", "starts_on": DAY},
    "retention.hold": {"reason": "会計検査が終わるまで"},
    "snoozes.new": {"reason": "先方の返事を待つ", "back_on": "2026-12-01"},
    "stand_ins.new": {"producer_id": "9", "starts_on": "2026-12-01", "ends_on": "2026-12-05", "reason": "出張"},
    "submissions.annotate": {"receipt": "架空第12号", "handed_to": "架空の窓口"},
    "submissions.new": {"title": "年度報告", "handed_in_on": "2026-11-24", "confirmed": "1"},
    "tools.new": {"label": "架空の道具"},
    "tools.new_part": {"label": "架空の部分"},
    "trainings.new": {"title": "架空の研修", "kind": "classroom", "training_on": DAY},
    "travel.new": {"people": ["1"], "minutes_both": "60"},
    "visits.postpone": {"reason": "先方の都合", "new_on": "2026-12-09"},
    "visits.schedule": {"visit_on": "2026-12-10", "mode": "onsite"},
    "voices.new": {"who": "1", "words": "これなら使える", "visitor_kind": "buyer", "heard_on": DAY},
}
# with a file or with a record of several parts, which this cannot fill in
ELSEWHERE = {
    "design_sheets.restore",
    "design_sheets.save_version",
    "form_templates.new",
    "form_templates.renew",
    "meetings.new",
    "visits.new",
}


@pytest.mark.parametrize("endpoint", MAKES)
def test_a_form_that_is_sent_twice_makes_one(
    endpoint: str, app: Flask, client: ClientFor, cast: Cast, records: Records, at_rest: At
) -> None:
    browser = client(opened_by(RIGHTS[endpoint]))
    page = opened(endpoint, app, browser, values_of(cast, records))
    before = written(at_rest)
    first = browser.submit(page, MAKES[endpoint])
    assert first.status == 302, first.errors() or first.main[:300]
    made = written(at_rest)
    assert made != before
    again = browser.submit(page, MAKES[endpoint])
    assert again.status in {302, 404, 409, 422}, again.status  # 404: what was put aside is not there to be put aside
    assert written(at_rest) == made


def test_every_form_with_a_key_is_asked_here(app: Flask, client: ClientFor, cast: Cast, records: Records) -> None:
    values = values_of(cast, records)
    keyed = set()
    for endpoint, row in RIGHTS.items():
        if row.get and row.post:
            page = opened(endpoint, app, client(opened_by(row)), values)
            if page.select(FORM) and page.fields().get("idempotency_key"):
                keyed.add(endpoint)
    assert keyed - MAKES.keys() - EDITS.keys() - ACTS - ELSEWHERE == set()
