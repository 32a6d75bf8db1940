"""Every blueprint of the program, in the order of the menu."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

from tracker.web.absences.routes import bp as absences
from tracker.web.account.passkeys import bp as account
from tracker.web.actions.routes import bp as actions
from tracker.web.assessments.routes import bp as assessments
from tracker.web.attachments.routes import bp as attachments
from tracker.web.audit.routes import bp as audit
from tracker.web.calendars.routes import bp as calendars
from tracker.web.cases.show import bp as cases
from tracker.web.challenges.routes import bp as challenges
from tracker.web.closing.routes import bp as closing
from tracker.web.companies.show import bp as companies
from tracker.web.dashboard.routes import bp as dashboard
from tracker.web.design_sheets.routes import bp as design_sheets
from tracker.web.diaries.routes import bp as diaries
from tracker.web.digests.routes import bp as digests
from tracker.web.drafts.routes import bp as drafts
from tracker.web.exclusions.routes import bp as exclusions
from tracker.web.exhibitions.routes import bp as exhibitions
from tracker.web.field.routes import bp as field
from tracker.web.form_templates.routes import bp as form_templates
from tracker.web.hand_log.routes import bp as hand_log
from tracker.web.handovers.routes import bp as handovers
from tracker.web.health.routes import bp as health
from tracker.web.help.routes import bp as help_
from tracker.web.help.routes import open_bp as open_help
from tracker.web.load.routes import bp as load
from tracker.web.load_caps.routes import bp as load_caps
from tracker.web.meetings.blueprint import bp as meetings
from tracker.web.members.access import bp as members
from tracker.web.merges.routes import bp as merges
from tracker.web.months.routes import bp as months
from tracker.web.narratives.routes import bp as narratives
from tracker.web.next_year.routes import bp as next_year
from tracker.web.outcomes.overview import bp as outcomes
from tracker.web.own_hours.routes import bp as own_hours
from tracker.web.phases.routes import bp as phases
from tracker.web.privacy.routes import bp as privacy
from tracker.web.producers.routes import bp as producers
from tracker.web.programmes.routes import bp as programmes
from tracker.web.redactions.routes import bp as redactions
from tracker.web.report.evidence import bp as report
from tracker.web.retention.routes import bp as retention
from tracker.web.roster.routes import bp as roster
from tracker.web.search.routes import bp as search
from tracker.web.settlements.routes import bp as settlements
from tracker.web.sign_in.links import bp as sign_in
from tracker.web.snoozes.routes import bp as snoozes
from tracker.web.staffing.routes import bp as staffing
from tracker.web.stand_ins.routes import bp as stand_ins
from tracker.web.submissions.routes import bp as submissions
from tracker.web.suggestions.routes import bp as suggestions
from tracker.web.today.routes import bp as today
from tracker.web.tools.routes import bp as tools
from tracker.web.trainings.routes import bp as trainings
from tracker.web.travel.routes import bp as travel
from tracker.web.unassigned.routes import bp as unassigned
from tracker.web.visits.routes import bp as visits
from tracker.web.voices.routes import bp as voices
from tracker.web.work_log.routes import bp as work_log

BLUEPRINTS = (
    health,
    sign_in,
    open_help,
    account,
    calendars,
    programmes,
    next_year,
    search,
    today,
    dashboard,
    digests,
    companies,
    merges,
    cases,
    challenges,
    visits,
    meetings,
    unassigned,
    drafts,
    field,
    tools,
    design_sheets,
    actions,
    months,
    closing,
    phases,
    load,
    outcomes,
    attachments,
    exhibitions,
    voices,
    trainings,
    staffing,
    snoozes,
    settlements,
    stand_ins,
    absences,
    exclusions,
    load_caps,
    submissions,
    suggestions,
    privacy,
    retention,
    producers,
    handovers,
    assessments,
    work_log,
    travel,
    own_hours,
    diaries,
    report,
    form_templates,
    narratives,
    roster,
    hand_log,
    members,
    audit,
    redactions,
    help_,
)


class RowIdConverter(IntegerConverter):
    """A number in an address that could be a row's id; a larger one leads nowhere, and no database has to refuse it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max": 2**31 - 1} | options)


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = RowIdConverter
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
