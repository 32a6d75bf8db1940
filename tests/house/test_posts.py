"""Every address that writes says what becomes of being sent twice: a key, a version, nothing new by its nature, or why anew."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from tests.auditing import fields_of, overlay
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.fingerprints import fingerprint
from tests.house import test_lost_updates, test_sent_twice
from tests.house.ready import make_ready
from tests.house.rights_table import RIGHTS
from tests.house.test_bad_input import FORM, opened_by
from tests.house.test_lost_updates import opened
from tests.house.test_rights import address, values_of
from tests.records import Records
from tracker.config import ROOT
from tracker.database import db

# pages that show forms which lead elsewhere
READ_ALONE = {endpoint for endpoint, row in RIGHTS.items() if not row.post}
KEYED = test_sent_twice.MAKES.keys() | test_sent_twice.ELSEWHERE
VERSIONED = (test_lost_updates.EDITS.keys() | test_lost_updates.ACTS | test_lost_updates.ELSEWHERE) - READ_ALONE

DELETED = ("challenges", "meetings", "actions", "outcomes", "attachments", "exhibitions", "voices", "trainings")
DELETED += ("absences", "exclusions", "work_log", "travel", "form_templates")
RESTORED = ("companies", "cases", "challenges", "visits", "meetings", "actions", "outcomes", "attachments", "exhibitions")
RESTORED += ("voices", "trainings", "absences", "exclusions", "work_log", "travel")
# Sent again, nothing is written: what it asks for is so already. With what is typed, where a form asks for something.
BY_NATURE: dict[str, dict[str, Any]] = {
    **{f"{noun}.delete": {} for noun in DELETED},
    **{f"{noun}.restore": {} for noun in RESTORED},
    "account.choose_digest": {"wanted": ""},
    "account.sign_out_device": {},
    "account.sign_out_others": {},
    "account.withdraw_calendar": {},
    "account.withdraw_programme_calendar": {},
    "actions.finish": {},
    "actions.reopen": {},
    "assessments.drop_raters": {"version": "1"},
    "cases.give_reason": {"phase": "plan", "reason": "急な展示会のため"},
    "closing.close": {"remark": "引き継ぎのため"},
    "design_sheets.start": {},
    "drafts.discard": {},
    "drafts.restore": {},
    "exhibitions.drop_attendance": {},
    "members.deactivate": {"reason": "退職のため"},
    "members.reactivate": {"reason": "復職のため"},
    "members.withdraw_link": {},
    "months.withdraw": {"change_reason": "訪問できた"},
    "producers.take_back": {},
    "sign_in.choose_language": {"locale": "en"},
    "settlements.settle_gaps": {"gaps": ["2026-08-11"], "reason": "2日続けての訪問のため"},
    "settlements.settle_late_meeting": {"reason": "先方の確認を待った"},
    "settlements.settle_late_visit": {"reason": "先方の確認を待った"},
    "settlements.withdraw": {},
    "snoozes.withdraw": {},
    "submissions.withdraw": {"reason": "宛先を誤ったため"},
}
# Sent again, it is done again, and why that makes nothing twice.
ANEW = {
    "account.change_password": "asks for the password, which is another one by then",
    "account.give_calendar": "the address of before opens nothing any more: there is one",
    "account.give_programme_calendar": "the address of before opens nothing any more: there is one",
    "account.new_passkey": "asks the device; what it makes is written by account.register_passkey",
    "account.register_passkey": "a question is answered once",
    "account.renew_codes": "the codes of before are worthless: there is one set",
    "account.remove_app": "there is none any more",
    "account.remove_second_factor": "there is none any more",
    "account.set_up_app": "a code is good once",
    "assessments.add_raters": "a pair is rated once: it is there already (unique in the database)",
    "assessments.remind": "changes one text of the round, and opens mails on the device",
    "challenges.move_up": "a step each time, in sight and taken back as easily",
    "tools.move": "as challenges.move_up",
    "tools.move_part": "as challenges.move_up",
    "digests.resend": "the same mail waits once more; it goes once (decisions/0022)",
    "form_templates.download": "hands out a file",
    "assessments.download": "hands out a file and notes who took it, each time",
    "privacy.take_person": "hands out a file and notes who took it, each time",
    "privacy.take_company": "as privacy.take_person",
    "members.print_code": "the link of before opens nothing any more: there is one",
    "members.print_code_for": "as members.print_code",
    "members.reset_second_factor": "there is none any more; the act is noted each time",
    "members.reset_second_factor_of": "as members.reset_second_factor",
    "members.send_link": "as members.print_code",
    "members.send_link_to": "as members.print_code",
    "sign_in.passkey": "a question is answered once",
    "sign_in.second_passkey": "a question is answered once",
    "sign_in.show": "a session each time, which is what it is",
    "sign_in.second": "a code is good once",
    "sign_in.sign_out": "there is no session any more",
    "sign_in.forgot": "one link on its way; asked again within minutes, none more",
    "sign_in.enter_code": "leads on and writes nothing",
    "sign_in.choose_password": "a link is good once",
    "roster.new": "what was uploaded waits to be looked at; applying it is what writes",
    "hand_log.new": "as roster.new",
}
# What the full house cannot send as it stands: what guards it, and where that is asked.
ELSEWHERE = {
    "account.rename_passkey": "says which name it saw (tests/web/test_passkeys.py)",
    "account.remove_passkey": "is gone (tests/web/test_passkeys.py)",
    "actions.postpone": "says which day it saw (tests/web/test_actions.py)",
    "assessments.hand_in": "one row a rater and round (tests/services/test_rating_races.py)",
    "assessments.look": "a key (tests/web/test_results.py)",
    "assessments.rate": "says which score it saw (tests/services/test_rating_races.py)",
    "attachments.create": "a key (tests/web/test_attachments.py)",
    "cases.delete": "is gone (tests/web/test_cases.py)",
    "closing.close_clean": "a month that is closed is left (tests/web/test_closing.py)",
    "companies.delete": "is gone (tests/web/test_companies.py)",
    "digests.settle": "only what is stuck is settled (tests/web/test_digests.py)",
    "drafts.decide": "a draft that is decided waits no more (tests/web/test_drafts.py)",
    "form_templates.ask": "only what stays blank is asked for (tests/web/test_form_places.py)",
    "form_templates.leave": "only what is asked for is left blank (tests/web/test_form_places.py)",
    "drafts.hand_over": "under the draft's key (tests/web/test_drafts.py)",
    "drafts.save": "under the draft's key (tests/services/test_drafts.py)",
    "exhibitions.link_visit": "the same link again writes nothing (tests/services/test_exhibitions.py)",
    "form_templates.confirm": "a version (tests/web/test_form_templates.py)",
    "form_templates.drop": "a version (tests/web/test_form_templates.py)",
    "form_templates.remove": "a version (tests/web/test_form_templates.py)",
    "form_templates.restore": "is there again (tests/web/test_form_templates.py)",
    "form_templates.tie": "says which tie it saw (tests/web/test_form_templates.py)",
    "hand_log.columns": "the same columns again (tests/web/test_hand_log.py)",
    "hand_log.decide": "a version (tests/web/test_hand_log.py)",
    "hand_log.undo": "what is taken back is gone (tests/services/test_hand_log.py)",
    "handovers.new": "says what it saw (tests/web/test_handovers.py)",
    "meetings.move_section": "the section is elsewhere by then (tests/services/test_section_moves.py)",
    "merges.companies": "says what it saw (tests/web/test_merges.py)",
    "merges.person": "says what it saw (tests/web/test_people_merges.py)",
    "own_hours.meeting": "one row a person and meeting, kept as it is typed (tests/services/test_work_log.py)",
    "own_hours.visit": "as own_hours.meeting (tests/services/test_work_log.py)",
    "privacy.company": "a key (tests/web/test_privacy.py)",
    "privacy.person": "a key (tests/web/test_privacy.py)",
    "producers.depart": "one last day (tests/services/test_staffing.py)",
    "redactions.new": "a key (tests/web/test_redactions.py)",
    "retention.carry_on": "what is gone is gone (tests/services/test_purge_steps.py)",
    "retention.lift": "a version (tests/services/test_purges.py)",
    "retention.purge": "a key (tests/services/test_purges.py)",
    "roster.apply": "an upload is applied once (tests/services/test_roster.py)",
    "suggestions.accept": "a version (tests/web/test_suggestions.py)",
    "visits.letter": "noted as sent once (tests/web/test_letters.py)",
    "visits.next": "the scheduled visit is there (tests/web/test_following_visits.py)",
    "work_log.new": "a key (tests/services/test_work_log.py)",
}


def test_every_address_that_writes_is_classed() -> None:
    writing = {endpoint for endpoint, row in RIGHTS.items() if row.post}
    classes = {
        "a key": KEYED,
        "a version": VERSIONED,
        "by nature": BY_NATURE.keys(),
        "anew": ANEW.keys(),
        "elsewhere": ELSEWHERE.keys(),
    }
    assert set().union(*classes.values()) == writing
    for one, of in classes.items():
        for other, endpoints in classes.items():
            assert {one, other} == {"a key", "a version"} or one == other or of.isdisjoint(endpoints), (one, other)


def test_the_tests_that_are_named_are_there() -> None:
    named = {place for why in ELSEWHERE.values() for place in re.findall(r"tests/[a-z_/]+[.]py", why)}
    assert [place for place in sorted(named) if not (ROOT / place).is_file()] == []


@pytest.mark.parametrize("endpoint", sorted(BY_NATURE))
def test_what_is_so_already_is_not_written_again(
    endpoint: str, app: Flask, client: ClientFor, cast: Cast, records: Records
) -> None:
    row, values = RIGHTS[endpoint], values_of(cast, records) | make_ready(endpoint, cast, client)
    browser = client(opened_by(row))
    url = address(app, endpoint, row, "POST", values)
    data = {"csrf_token": browser.csrf_token()}
    if row.get and (page := opened(endpoint, app, browser, values)).select(FORM):
        data = fields_of(page.form())  # type: ignore[assignment]
    sent = overlay(data, BY_NATURE[endpoint])  # type: ignore[arg-type]
    with app.app_context():
        engine = db.engine
    untouched = fingerprint(engine)
    first = browser.post(url, sent)
    assert first.status in {200, 302, 303}, (first.status, first.main[:300])
    made = fingerprint(engine)
    assert made != untouched
    again = browser.post(url, sent)
    assert again.status in {200, 302, 303, 404, 409, 422}, again.status
    after = fingerprint(engine)
    assert after == made, {name: (made[name], after[name]) for name in made if made[name] != after[name]}
