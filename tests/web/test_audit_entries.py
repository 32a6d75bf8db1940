"""What a page of the trail says of one entry: the fields that changed, in words, for whoever may read their texts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import select

from tests.auditing import Page
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.records import Records
from tracker.database import Base, db
from tracker.domain.form_mapping import CellTie, FormMapping
from tracker.domain.formatters import Format, Style
from tracker.models import (
    Account,
    AssessmentRound,
    AuditEntry,
    FormTemplate,
    FormVersion,
    HandIn,
    Programme,
    Submission,
    TeamMeeting,
)
from tracker.rows.form_store import pack_mapping, pack_values
from tracker.services import audit, sections
from tracker.web.audit.fields import is_told
from tracker.web.audit_words import AUDITED_NOUNS

At = Callable[[], AbstractContextManager[None]]
# What nobody reads of a thing in the trail: keys, stamps, what is worked out from the rest, and what only the program keeps.
_UNTOLD = """
id version programme_id enrolment_id organisation_id predecessor_id created_at created_by_id deleted_at deleted_by_id
idempotency_key position number search_key area_code password_hash locale digest_mail made_by account_name visit_id
meeting_id section_id company_id sheet_id item_id tool_id part_id parent_id form_id round_id rater_id ratee_id
upload_id replaces_id snapshot_id outcome_id training_id account_id came_up_visit_id came_up_meeting_id action_id
gone_id kept_id month_close_id noun noun_id act changed_by closed_by reopened_by reopened_by_id confirmed_by_id
approved_by_id revoked_at revoked_by_id decided_by_id letter_sent_by_id snoozed_by settled_by lifted_by lifted_at opened_at
ended_at closed_at applied_at undone_at handed_in_at looked_at finalised_at redacted_at purging_since claimed_at
sent_at next_try_at digest sha256 size media_type stored_name subject_key fingerprint subject file_size file_digest
values_digest row_count lack_count form_name form_version file_count last_entry_id last_submission_id kept_until
places files sheets slot box label_noted worked_listen worked_observe worked_diagnose worked_plan challenges_digest
work_digest outcomes_digest to_come_digest restored_number confirmed_version counted reopened_reason confirmed_reason
approved_reason is_note completeness
"""
PROGRAMME_S_OWN = {"board_exception", "company_alias", "digest_mail", "field_draft", "log_entry", "log_memory", "log_upload"}


def newest(client: ClientFor, who: str, act: str) -> Page:
    browser = client(who)
    row = next(row for row in browser.get("audit/").select("main tbody tr") if act in row.text)
    link = row.find("a")
    assert link is not None
    return browser.get(str(link["href"]))


def test_a_correction_of_a_visit_says_what_was_written_of_a_case_before_and_after(client: ClientFor, records: Records) -> None:
    browser = client("manager")
    path = f"visits/{records.visit_id}/edit"
    said = {"cases-0-facts": "旋盤の音がいつもと違う", "cases-0-report_summary": "設備を見た", "change_reason": "書きもらし"}
    assert browser.submit(path, said).status == 302
    rows = {row[0]: row[1:] for row in newest(client, "manager", "訪問を訂正").rows()}
    (facts,) = (row for name, row in rows.items() if name.startswith("聞いたこと・見たこと（"))
    assert facts[1] == "旋盤の音がいつもと違う"
    assert facts[0] not in ("", facts[1])
    assert any(name.startswith("報告用要約（") and row[1] == "設備を見た" for name, row in rows.items())
    fields = {row[0] for row in newest(client, "auditor", "訪問を訂正").rows()}
    assert fields == set(rows)
    assert "旋盤" not in newest(client, "auditor", "訪問を訂正").main


def test_a_meeting_says_its_sections_by_company_and_case(cast: Cast, client: ClientFor, records: Records, writing: At) -> None:
    with writing():
        meeting = db.session.get_one(TeamMeeting, records.meeting_id)
        before = sections.snapshot(meeting)
        after = sections.snapshot(meeting)
        after["sections"][0]["decisions"] = "次は工場で"
        after["sections"][0]["notes"] = [
            {"id": 1, "case_id": cast.asahi.case_id, "facts": "新しい話", "worked_listen": True, "worked_plan": False}
        ]
        audit.note(cast.viewer("manager"), "correct_meeting", meeting, before=before, after=after)
    rows = {row[0]: row[1:] for row in newest(client, "manager", "チームミーティングを訂正").rows()}
    assert rows[f"決まったこと（{cast.asahi.name}）"][1] == "次は工場で"
    (facts,) = (row for name, row in rows.items() if name.startswith(f"聞いたこと・見たこと（{cast.asahi.name}・"))
    assert facts[1] == "新しい話"


def test_settings_are_said_by_their_names_with_yes_and_no(client: ClientFor, cast: Cast) -> None:
    changed = {"second_factor_demanded": "y", "stuck_days": "60", "contract_ends_on": "2027/03/20"}
    assert client("manager").submit("settings", changed).status == 302
    rows = {row[0]: row[1:] for row in client("administrator").get(installation_entry(client, "設定を変更")).rows()}
    assert rows["二段階認証を必要とする"] == ["いいえ", "はい"]
    assert rows["フェーズが進んでいないとみなす日数"] == ["90", "60"]
    assert rows["契約期間の終わり"][1] == "2027年3月20日(土)"


def installation_entry(client: ClientFor, act: str) -> str:
    page = client("administrator").get("/audit/")
    row = next(row for row in page.select("main tbody tr") if act in row.text)
    link = row.find("a")
    assert link is not None
    return str(link["href"])


def test_ties_fixed_values_a_closed_month_and_a_receipt_are_told(
    cast: Cast, client: ClientFor, records: Records, writing: At
) -> None:
    viewer = cast.viewer("manager")
    tied = FormMapping(cells=(CellTie("様式1", "B2", "programme.fiscal_year", Style(Format.ERA_YEAR)),))
    with writing():
        version = db.session.scalars(select(FormVersion)).first()
        form = db.session.scalars(select(FormTemplate)).first()
        submission = db.session.scalars(select(Submission)).first()
        assert version is not None and form is not None and submission is not None
        audit.note(viewer, "set_form_cell", version, before={"mapping": "{}"}, after={"mapping": pack_mapping(tied)})
        values = pack_values({"代表者": "架空 花子"})
        audit.note(viewer, "name_form", form, before={"fixed_values": "{}"}, after={"fixed_values": values})
        audit.note(viewer, "annotate_submission", submission, before={}, after={"receipt": "架空第13号", "remark": "電話で"})
    assert newest(client, "manager", "様式のセルを結びつけ").rows() == [
        ["様式のセルの結びつき（様式1!B2）", "（なし）", "年度（令和7年度）"]
    ]
    assert newest(client, "manager", "様式の名前と決まった値を変更").rows() == [
        ["様式の決まった値（代表者）", "（なし）", "架空 花子"]
    ]
    assert newest(client, "manager", "提出に書き添える").rows() == [
        ["受付番号", "（なし）", "架空第13号"],
        ["備考", "（なし）", "電話で"],
    ]
    path = f"closing/2026-10/{cast.asahi.enrolment_id}"
    assert client("manager").post(path, {"remark": "先方の休業"}).status == 302
    rows = {row[0]: row[2] for row in newest(client, "manager", "月を締める").rows()}
    assert rows["対象の月"] == "2026年10月"
    assert rows["備考"] == "先方の休業"


def test_a_role_is_said_in_words_to_manager_and_administrator(cast: Cast, client: ClientFor) -> None:
    edit = f"members/{cast['sub'].membership_id}"
    assert (
        client("manager")
        .submit(edit, {"roles": ["coordinator", "clerk"], "ends_on": "2027/03/31", "reason": "異動のため"})
        .status
        == 302
    )
    said = [
        ["利用終了日", "（なし）", "2027年3月31日(水)"],
        ["役割", "コーディネーター", "報告書担当、コーディネーター"],
    ]
    assert newest(client, "manager", "役割を変更").rows() == said
    page = client("administrator").get(installation_entry(client, "役割を変更"))
    assert page.rows() == said
    assert page.links()["この対象のすべての変更を見る"].startswith("/audit/?noun=membership")


def test_the_administrator_opens_no_entry_of_a_programme_s_content(client: ClientFor, records: Records) -> None:
    assert client("administrator").get(f"/audit/{records.audit_id}").status == 404


def test_everybody_who_acted_can_be_asked_for_and_nobody_else(cast: Cast, client: ClientFor, writing: At) -> None:
    administrator = cast["administrator"]
    option = f"option[value='{administrator.account_id}']"
    assert client("manager").get("audit/").select(option) == []
    with writing():
        programme = db.session.get_one(Programme, cast.programme_id)
        audit.note(cast.viewer("administrator"), "set_up_programme", programme, before={}, after={})
    assert client("manager").get("audit/").select(option)
    rows = client("manager").get(f"audit/?person={administrator.account_id}").rows()
    assert [row[2] for row in rows] == ["設定を変更"]


def test_who_handed_in_is_told_to_whoever_may_know_it_and_found_under_nobody_for_the_others(
    cast: Cast, client: ClientFor, records: Records, writing: At
) -> None:
    with writing():
        handed_in = db.session.scalars(select(HandIn)).first()
        if handed_in is None:
            handed_in = HandIn(
                round_id=db.session.scalars(select(AssessmentRound.id)).first(),
                rater_id=cast.producer_id("owner"),
                handed_in_at=NOW,
            )
            db.session.add(handed_in)
            db.session.flush()
        audit.note(cast.viewer("owner"), "hand_in", handed_in)
    owner = cast["owner"].account_id
    handed_in = [row[1:3] for row in client("manager").get(f"audit/?person={owner}&noun=hand_in").rows()]
    assert ["担い手01", "評価を提出"] in handed_in
    auditor = client("auditor")
    assert {row[1] for row in auditor.get("audit/?noun=hand_in").rows()} == {"（示しません）"}
    assert auditor.get(f"audit/?person={owner}&noun=hand_in").rows() == []
    with writing():
        entry = db.session.scalars(select(AuditEntry.id).where(AuditEntry.act == "hand_in")).first()
    assert "担い手01" not in auditor.get(f"audit/{entry}").main


def test_every_column_of_what_is_audited_is_told_or_left_out_on_purpose() -> None:
    for noun in sorted(set(AUDITED_NOUNS) - PROGRAMME_S_OWN):
        untold = {column.key for column in Base.metadata.tables[noun].columns if not is_told(noun, column.key)}
        assert untold - set(_UNTOLD.split()) == set(), noun


def test_nobody_s_password_is_a_field_of_the_trail() -> None:
    assert not is_told(Account.__tablename__, "password_hash")
