"""Who gets what from every address, written down from the rights that were promised (not from the program's own table)."""

from __future__ import annotations

from dataclasses import dataclass, field

# In the order of the table that was promised: the head of each column, and who of the cast stands for it.
WHO = {
    "not signed in": None,
    "coordinator on the team": "owner",
    "coordinator not on it": "colleague",
    "manager": "manager",
    "clerk": "clerk",
    "auditor": "auditor",
    "administrator": "administrator",
    "other programme": "other_manager",
}
SIGN_IN = "sign in"  # a read leads to the sign-in page, a write is answered 401 with what was typed
YES = "yes"
Answers = tuple[str | int, ...]

BOARD: Answers = (SIGN_IN, YES, YES, YES, YES, YES, 404, 404)
# a list of records: of each team its own
RECORDS: Answers = BOARD
RECORD: Answers = (SIGN_IN, YES, 404, YES, YES, YES, 404, 404)
LOG: Answers = (SIGN_IN, YES, 404, YES, 403, 403, 404, 404)
# writing that names no company yet: whoever logs for any company may open it
LOG_ANY: Answers = (SIGN_IN, YES, YES, YES, 403, 403, 404, 404)
# writing whose company is named by what is sent, and nothing was: whoever may log for a company is told that it is not there
LOG_SOMETHING: Answers = (SIGN_IN, 404, 404, 404, 403, 403, 404, 404)
# staffing, excused months, revoking, delete, restore, move: of a company's record
STAFF: Answers = (SIGN_IN, 403, 404, YES, 403, 403, 404, 404)
# the same where no record of a company is named, or the thing itself is seen by every member
STAFF_SEEN: Answers = (SIGN_IN, 403, 403, YES, 403, 403, 404, 404)
KEEP: Answers = (SIGN_IN, 403, 403, YES, YES, 403, 404, 404)  # companies, cases and the roster, like the import
PEOPLE: Answers = (SIGN_IN, 403, 403, YES, 403, 403, 404, 404)
REPORT: Answers = (SIGN_IN, 404, 404, YES, YES, YES, 404, 404)
NOBODY_ELSES: Answers = (SIGN_IN, 404, 404, 404, 404, 404, 404, 404)  # a report that is being made for somebody else
SUBMIT: Answers = (SIGN_IN, 404, 404, YES, YES, 403, 404, 404)
REPORT_WRITE: Answers = (SIGN_IN, 404, 404, YES, YES, 403, 404, 404)
IMPORT: Answers = (SIGN_IN, 403, 403, YES, YES, 403, 404, 404)
AUDIT: Answers = (SIGN_IN, YES, YES, YES, 403, YES, 404, 404)  # own entries for coordinators
AUDIT_OF_OWNER: Answers = (SIGN_IN, YES, 404, YES, 403, YES, 404, 404)  # an entry of "coordinator on the team"
AUDIT_ALL: Answers = (SIGN_IN, 404, 404, YES, 403, YES, 404, 404)
RATE: Answers = (SIGN_IN, YES, YES, YES, 404, 404, 404, 404)
RATER: Answers = (SIGN_IN, YES, YES, 404, 404, 404, 404, 404)  # this manager is none of the raters
HAND_INS: Answers = (SIGN_IN, 404, 404, YES, YES, 404, 404, 404)
GROUP: Answers = (SIGN_IN, 404, 404, YES, 404, 404, 404, 404)
DIARY: Answers = (SIGN_IN, YES, 404, YES, YES, YES, 404, 404)  # of "coordinator on the team"; for "not on it" another's
DIARIES: Answers = (SIGN_IN, YES, YES, YES, YES, YES, 404, 404)  # everybody's own ones
HOURS: Answers = (SIGN_IN, YES, 404, YES, 403, 403, 404, 404)
HOURS_OWN: Answers = (SIGN_IN, YES, YES, YES, 403, 403, 404, 404)
CHECK: Answers = (SIGN_IN, 403, 404, YES, 403, 403, 404, 404)  # of a month of hours
ROUNDS: Answers = (SIGN_IN, 403, 403, YES, 403, 403, 404, 404)
INSTALLATION: Answers = (SIGN_IN, 404, 404, 404, 404, 404, YES, 404)
MY_DRAFT: Answers = (SIGN_IN, YES, 404, 404, 403, 403, 404, 404)  # the writer's alone
MY_DRAFT_ANYWHERE: Answers = (SIGN_IN, YES, 404, 404, 404, 404, 404, 404)  # also of a programme that the writer has left
OWN: Answers = (SIGN_IN, YES, YES, YES, YES, YES, YES, YES)
ANYBODY: Answers = (YES, YES, YES, YES, YES, YES, YES, YES)


@dataclass(frozen=True, slots=True)
class Row:
    """What reading and writing an address answers; None: there is no such method.

    ``names`` says which of the records an id of the address is, where it is not the one of its own name;
    ``query`` what stands behind the question mark.
    """

    get: Answers | None = None
    post: Answers | None = None
    names: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)


def row(get: Answers | None = None, post: Answers | None = None, *, query: dict[str, str] | None = None, **names: str) -> Row:
    return Row(get, post, names, query or {})


# One line an endpoint; a new endpoint without a line fails the build.
RIGHTS: dict[str, Row] = {
    "health.show": row(ANYBODY),
    "sign_in.show": row(ANYBODY, ANYBODY),
    "sign_in.sign_out": row(post=ANYBODY),
    "sign_in.choose_language": row(post=ANYBODY),
    "account.change_password": row(OWN, OWN),
    "account.subscriptions": row(OWN),
    "account.choose_digest": row(post=OWN),
    "account.give_calendar": row(post=OWN),
    "account.withdraw_calendar": row(post=OWN),
    # open to whoever knows the address, as long as its person may read what is in it
    "calendars.show": row(ANYBODY, token="calendar_token"),
    "programmes.home": row(OWN),
    "programmes.index": row(OWN),
    "programmes.enter": row(BOARD),
    "programmes.new": row(INSTALLATION, INSTALLATION),
    "merges.index": row(STAFF_SEEN),
    "merges.companies": row(STAFF, STAFF, gone_id="other_enrolment_id"),
    "merges.people": row(PEOPLE),
    "merges.person": row(PEOPLE, PEOPLE, gone_id="departed_producer_id"),
    "next_year.new": row(PEOPLE, PEOPLE),
    "programmes.edit": row(PEOPLE, PEOPLE),
    "dashboard.show": row(BOARD),
    "digests.show": row(LOG_ANY),
    "digests.mails": row(STAFF_SEEN),
    "digests.resend": row(post=STAFF_SEEN),
    "digests.settle": row(post=STAFF_SEEN),
    "search.show": row(BOARD),
    "search.names": row(BOARD),
    "snoozes.index": row(BOARD),
    "snoozes.new": row(STAFF_SEEN, STAFF_SEEN, query={"kind": "missed", "subject": "missed_subject"}),
    "snoozes.withdraw": row(post=STAFF_SEEN),
    "today.show": row(RECORDS),
    "companies.index": row(BOARD),
    "companies.show": row(BOARD),
    "companies.cases": row(BOARD),
    "companies.summary": row(RECORD),
    "companies.details": row(BOARD),
    "companies.new": row(KEEP, KEEP),
    "companies.edit": row(KEEP, KEEP),
    "companies.deleted": row(STAFF_SEEN),
    "companies.delete": row(STAFF, STAFF),
    "companies.restore": row(post=STAFF, enrolment_id="deleted_enrolment_id"),
    "cases.show": row(BOARD),
    "cases.new": row(KEEP, KEEP, query={"company": "enrolment_id"}),
    "cases.edit": row(KEEP, KEEP),
    "cases.delete": row(STAFF, STAFF),
    "cases.restore": row(post=STAFF, case_id="deleted_case_id"),
    "cases.give_reason": row(post=LOG),
    "cases.revoke_reason": row(STAFF, STAFF),
    "challenges.index": row(BOARD),
    "challenges.show": row(RECORD),
    "challenges.new": row(LOG, LOG, query={"company": "enrolment_id"}),
    "challenges.edit": row(LOG, LOG),
    "challenges.decide": row(LOG, LOG),
    "challenges.move_up": row(post=LOG),
    "challenges.delete": row(STAFF, STAFF),
    "challenges.restore": row(post=STAFF, challenge_id="deleted_challenge_id"),
    "visits.index": row(BOARD),
    "visits.show": row(BOARD),
    "visits.new": row(LOG, LOG, query={"company": "enrolment_id"}),
    "visits.schedule": row(LOG, LOG, query={"company": "enrolment_id"}),
    "visits.log": row(LOG, LOG, visit_id="scheduled_visit_id"),
    "visits.edit": row(LOG, LOG),
    "visits.move": row(STAFF, STAFF),
    "visits.letter": row(LOG, LOG),
    "visits.confirm": row(LOG, LOG),
    "visits.next": row(post=LOG),
    "visits.cancel": row(LOG, LOG, visit_id="scheduled_visit_id"),
    "visits.postpone": row(LOG, LOG, visit_id="scheduled_visit_id"),
    "visits.delete": row(STAFF, STAFF),
    "visits.restore": row(post=STAFF, visit_id="deleted_visit_id"),
    "companies.design_sheets": row(RECORD),
    "design_sheets.start": row(post=LOG),
    "design_sheets.show": row(RECORD),
    "design_sheets.edit": row(LOG, LOG),
    "design_sheets.edit_box": row(LOG, LOG),
    "design_sheets.save_version": row(LOG, LOG),
    "design_sheets.snapshot": row(RECORD),
    "design_sheets.restore": row(LOG, LOG),
    "design_sheets.changes": row(RECORD),
    "tools.index": row(BOARD),
    "tools.new": row(PEOPLE, PEOPLE),
    "tools.edit": row(PEOPLE, PEOPLE),
    "tools.move": row(post=PEOPLE),
    "tools.new_part": row(PEOPLE, PEOPLE),
    "tools.edit_part": row(PEOPLE, PEOPLE),
    "tools.move_part": row(post=PEOPLE),
    "unassigned.index": row(RECORDS),
    "unassigned.assign": row(LOG, LOG),
    "meetings.index": row(BOARD),
    "meetings.show": row(BOARD),
    "meetings.new": row(LOG_ANY, LOG_ANY),
    "meetings.schedule": row(LOG_ANY, LOG_ANY),
    "meetings.record": row(LOG, LOG, meeting_id="scheduled_meeting_id"),
    "meetings.edit": row(LOG, LOG),
    "meetings.cancel": row(LOG, LOG, meeting_id="scheduled_meeting_id"),
    "meetings.postpone": row(LOG, LOG, meeting_id="scheduled_meeting_id"),
    "meetings.delete": row(STAFF, STAFF),
    "meetings.restore": row(post=STAFF, meeting_id="deleted_meeting_id"),
    "drafts.index": row(LOG_ANY),
    "drafts.show": row(MY_DRAFT, key="draft_key"),
    "drafts.save": row(post=MY_DRAFT, key="draft_key"),
    "drafts.discard": row(post=MY_DRAFT, key="draft_key"),
    "drafts.restore": row(post=MY_DRAFT, key="draft_key"),
    "drafts.late": row(STAFF_SEEN),
    "drafts.decide": row(STAFF_SEEN, STAFF_SEEN, key="late_key"),
    "drafts.hand_over": row(MY_DRAFT_ANYWHERE, MY_DRAFT_ANYWHERE, key="draft_key", query={"programme": "r8"}),
    "field.show": row(ANYBODY),
    "field.session": row(OWN),
    "field.cards": row(LOG_ANY),
    "field.service_worker": row(ANYBODY),
    "field.manifest": row(ANYBODY),
    "field.icon": row(ANYBODY),
    "actions.index": row(BOARD),
    "actions.sheet": row(BOARD),
    "actions.deleted": row(STAFF_SEEN),
    "actions.new": row(LOG, LOG, query={"company": "enrolment_id"}),
    "actions.edit": row(LOG, LOG),
    "actions.finish": row(post=LOG),
    "actions.postpone": row(post=LOG),
    "actions.reopen": row(post=LOG, action_id="done_action_id"),
    "actions.delete": row(STAFF, STAFF),
    "actions.restore": row(post=STAFF, action_id="deleted_action_id"),
    "months.excuse": row(STAFF, STAFF),
    "months.withdraw": row(STAFF, STAFF, month="excused_month"),
    "phases.index": row(BOARD),
    "help.index": row(BOARD),
    "help.show": row(BOARD, slug="help_slug"),
    "load.index": row(BOARD),
    "load.show": row(BOARD),
    "closing.index": row(BOARD),
    "closing.show": row(BOARD),
    "closing.close": row(STAFF, STAFF),
    "closing.close_clean": row(post=STAFF_SEEN),
    "closing.reopen": row(STAFF, STAFF, month="closed_month"),
    "outcomes.index": row(BOARD),
    "outcomes.overview": row(BOARD),
    "outcomes.paths": row(BOARD),
    "outcomes.new": row(LOG_ANY, LOG_ANY),
    "outcomes.edit": row(LOG, LOG),
    "outcomes.delete": row(STAFF, STAFF),
    "outcomes.restore": row(post=STAFF, outcome_id="deleted_outcome_id"),
    "companies.files": row(RECORD),
    "attachments.new": row(LOG, query={"kind": "visit", "subject": "visit_id"}),
    "attachments.create": row(post=LOG_SOMETHING),
    "attachments.show": row(RECORD),
    "attachments.view": row(RECORD),
    "attachments.edit": row(LOG, LOG),
    "attachments.delete": row(LOG, LOG),
    "attachments.restore": row(post=LOG, attachment_id="deleted_attachment_id"),
    "meetings.move_section": row(STAFF, STAFF),
    "meetings.type_up": row(LOG, LOG),
    "visits.type_up": row(LOG, LOG, visit_id="pictured_visit_id"),
    "exhibitions.index": row(BOARD),
    "exhibitions.show": row(BOARD),
    "exhibitions.new": row(LOG_ANY, LOG_ANY),
    "exhibitions.edit": row(LOG_ANY, LOG_ANY),
    "exhibitions.attend": row(LOG_ANY, LOG_ANY),
    "exhibitions.drop_attendance": row(post=LOG_ANY),
    "exhibitions.link_visit": row(LOG, LOG),
    "exhibitions.delete": row(STAFF_SEEN, STAFF_SEEN),
    "exhibitions.restore": row(post=STAFF_SEEN, exhibition_id="deleted_exhibition_id"),
    "voices.index": row(BOARD),
    "voices.new": row(LOG, LOG, query={"exhibition": "exhibition_id"}),
    "voices.edit": row(LOG, LOG),
    "voices.delete": row(STAFF, STAFF),
    "voices.restore": row(post=STAFF, voice_id="deleted_voice_id"),
    "trainings.index": row(BOARD),
    "trainings.show": row(BOARD),
    "trainings.sheet": row(BOARD),
    "trainings.new": row(LOG_ANY, LOG_ANY),
    "trainings.edit": row(LOG_ANY, LOG_ANY),
    "trainings.delete": row(STAFF_SEEN, STAFF_SEEN),
    "trainings.restore": row(post=STAFF_SEEN, training_id="deleted_training_id"),
    "staffing.index": row(BOARD),
    "staffing.show": row(BOARD),
    "staffing.edit": row(STAFF, STAFF),
    "staffing.hand_over": row(STAFF, STAFF),
    # the lead of the company, who stands for the team here, and the manager; a sub-lead is refused (tests/web/test_stand_ins.py)
    "stand_ins.new": row(LOG, LOG),
    "stand_ins.end": row(LOG, LOG),
    "absences.index": row(STAFF_SEEN),
    "absences.new": row(STAFF_SEEN, STAFF_SEEN),
    "absences.edit": row(STAFF_SEEN, STAFF_SEEN),
    "absences.delete": row(STAFF_SEEN, STAFF_SEEN),
    "absences.restore": row(post=STAFF_SEEN, absence_id="deleted_absence_id"),
    "exclusions.index": row(STAFF_SEEN),
    "exclusions.new": row(STAFF_SEEN, STAFF_SEEN),
    "exclusions.edit": row(STAFF_SEEN, STAFF_SEEN),
    "exclusions.delete": row(STAFF_SEEN, STAFF_SEEN),
    "exclusions.restore": row(post=STAFF_SEEN, exclusion_id="deleted_exclusion_id"),
    "load_caps.index": row(STAFF_SEEN),
    "load_caps.programme": row(STAFF_SEEN, STAFF_SEEN),
    "load_caps.edit": row(STAFF_SEEN, STAFF_SEEN),
    "suggestions.show": row(STAFF_SEEN),
    "suggestions.accept": row(post=STAFF),
    "producers.index": row(BOARD),
    "producers.show": row(BOARD),
    "producers.new": row(KEEP, KEEP),
    "producers.edit": row(KEEP, KEEP),
    "producers.depart": row(STAFF_SEEN, STAFF_SEEN),
    "handovers.new": row(STAFF_SEEN, STAFF_SEEN),
    "producers.take_back": row(post=STAFF_SEEN, producer_id="departed_producer_id"),
    "assessments.index": row(REPORT),
    "assessments.show": row(REPORT),
    "assessments.new": row(ROUNDS, ROUNDS),
    "assessments.edit": row(ROUNDS, ROUNDS, round_id="planned_round_id"),
    "assessments.open": row(ROUNDS, ROUNDS, round_id="planned_round_id"),
    "assessments.extend": row(ROUNDS, ROUNDS),
    "assessments.end": row(ROUNDS, ROUNDS),
    "assessments.close": row(ROUNDS, ROUNDS),
    "assessments.add_raters": row(post=ROUNDS, round_id="planned_round_id"),
    "assessments.drop_raters": row(post=ROUNDS, round_id="planned_round_id"),
    "assessments.remind": row(ROUNDS, ROUNDS),
    "assessments.my_answers": row(RATER),
    "assessments.items": row(PEOPLE),
    "assessments.edit_item": row(PEOPLE, PEOPLE),
    "assessments.mine": row(RATE),
    "assessments.rate": row(RATER, RATER),
    "assessments.hand_in": row(post=RATER),
    "assessments.my_results": row(RATER),
    "assessments.results": row(GROUP, round_id="closed_round_id"),
    "assessments.download": row(post=GROUP, round_id="closed_round_id"),
    "assessments.person": row(GROUP),
    "assessments.coverage": row(GROUP),
    "assessments.company_coverage": row(GROUP),
    "assessments.look": row(GROUP, GROUP, round_id="closed_round_id"),
    "assessments.scores": row(GROUP),
    "work_log.week": row(HOURS_OWN),
    "work_log.new": row(HOURS_OWN, HOURS_OWN),
    "work_log.edit": row(HOURS, HOURS),
    "work_log.delete": row(HOURS, HOURS),
    "work_log.restore": row(post=HOURS, entry_id="deleted_entry_id"),
    "travel.new": row(HOURS, HOURS, query={"visit": "visit_id"}),
    "travel.edit": row(HOURS, HOURS),
    "travel.delete": row(HOURS, HOURS),
    "travel.deleted": row(HOURS, travel_id="deleted_travel_id"),
    "travel.restore": row(post=HOURS, travel_id="deleted_travel_id"),
    "own_hours.visit": row(HOURS, HOURS),
    "own_hours.meeting": row(HOURS, HOURS),
    "diaries.index": row(DIARIES),
    "diaries.year": row(DIARY, producer_id="own_producer_id"),
    "diaries.show": row(DIARY, producer_id="own_producer_id"),
    "diaries.download": row(DIARY, producer_id="own_producer_id"),
    "diaries.confirm": row(HOURS, HOURS, producer_id="own_producer_id"),
    "diaries.take_back": row(HOURS, HOURS, producer_id="own_producer_id"),
    "diaries.approve": row(CHECK, CHECK, producer_id="own_producer_id"),
    "diaries.unlock": row(CHECK, CHECK, producer_id="own_producer_id"),
    "diaries.settings": row(PEOPLE, PEOPLE),
    "narratives.index": row(REPORT),
    "narratives.show": row(REPORT),
    "narratives.version": row(REPORT, number="narrative_number"),
    "narratives.edit": row(REPORT_WRITE, REPORT_WRITE),
    "narratives.bring_back": row(REPORT_WRITE, REPORT_WRITE, number="narrative_number"),
    "report.show": row(REPORT),
    "report.download": row(REPORT),
    "report.wait": row(NOBODY_ELSES, key="no_key"),
    "report.fetch": row(NOBODY_ELSES, key="no_key"),
    "submissions.index": row(REPORT),
    "submissions.show": row(REPORT),
    "submissions.changes": row(REPORT),
    "submissions.download": row(REPORT),
    "submissions.new": row(SUBMIT, SUBMIT),
    "roster.new": row(IMPORT, IMPORT),
    "roster.show": row(IMPORT),
    "roster.apply": row(post=IMPORT),
    "hand_log.index": row(IMPORT),
    "hand_log.new": row(IMPORT, IMPORT),
    "hand_log.columns": row(IMPORT, IMPORT, upload_id="log_id"),
    "hand_log.show": row(IMPORT, upload_id="log_id"),
    "hand_log.decide": row(post=IMPORT, upload_id="log_id"),
    "hand_log.kept": row(IMPORT, upload_id="log_id"),
    "hand_log.undo": row(IMPORT, IMPORT, upload_id="applied_log_id"),
    "members.index": row(PEOPLE),
    "members.new": row(PEOPLE, PEOPLE),
    "members.edit": row(PEOPLE, PEOPLE),
    "members.installation": row(INSTALLATION),
    "members.add_person": row(INSTALLATION, INSTALLATION),
    "members.deactivate": row(post=INSTALLATION),
    "members.reactivate": row(post=INSTALLATION),
    "audit.index": row(AUDIT),
    "audit.show": row(AUDIT_OF_OWNER),
    "audit.check": row(AUDIT_ALL),
    "redactions.index": row(STAFF_SEEN),
    "redactions.show": row(STAFF_SEEN),
    "redactions.new": row(STAFF_SEEN, STAFF_SEEN),
    "audit.installation": row(INSTALLATION),
    "audit.check_installation": row(INSTALLATION),
}
