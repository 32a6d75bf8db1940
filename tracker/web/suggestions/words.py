"""What is said of a suggestion: how far its aims were met, which rules collide and where each is changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from tracker.domain.scores import one_place
from tracker.domain.staffing import AssignmentRole
from tracker.domain.staffing_problem import Rule, RuleKind
from tracker.rows.suggestions import ProblemRow, SuggestionRow, TeamChangeRow
from tracker.web.language import say_day


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule in words, and where it is changed."""

    text: str
    url: str


def rule_words(row: ProblemRow, rule: Rule) -> RuleWords:
    of, person = row.companies.get(rule.company_id or 0), row.people.get(rule.person_id or 0)
    company, name = of.company_name if of else "", person.name if person else ""
    if rule.kind is RuleKind.TEAM:
        most = row.problem.max_sub_leads
        words = _("%(company)sには主担当1人と、副担当1人以上%(most)s人以下が要ります。", company=company, most=most)
        return RuleWords(words, "#wish")
    if rule.kind is RuleKind.FIXED:
        role = _("主担当") if rule.role is AssignmentRole.LEAD else _("副担当")
        words = _("%(company)sの%(role)s（%(name)s）を変えないことになっています。", company=company, role=role, name=name)
        return RuleWords(words, "#wish")
    if rule.kind is RuleKind.EXCLUSION:
        return RuleWords(_("%(name)sは%(company)sを担当しません。", name=name, company=company), url_for("exclusions.index"))
    if rule.kind is RuleKind.LEAVING:
        return RuleWords(_gone(name, row.leaving[rule.person_id or 0]), url_for("producers.show", producer_id=rule.person_id))
    if rule.kind is RuleKind.ABSENCE:
        return RuleWords(_("%(name)sは%(day)sに不在です。", name=name, day=say_day(row.on)), url_for("absences.index"))
    return _cap_words(row, rule, name)


def _cap_words(row: ProblemRow, rule: Rule, name: str) -> RuleWords:
    cap = row.problem.default_cap if rule.person_id is None else row.problem.cap_of(rule.person_id)
    as_lead = rule.kind is RuleKind.LEAD_CAP
    limit = cap.leads if as_lead else cap.companies
    if rule.person_id is None:
        words = (
            _("主担当は1人%(limit)s社までです（事業の上限）。", limit=limit)
            if as_lead
            else _("担当は1人合わせて%(limit)s社までです（事業の上限）。", limit=limit)
        )
        return RuleWords(words, url_for("load_caps.programme"))
    words = (
        _("%(name)sの主担当は%(limit)s社までです。", name=name, limit=limit)
        if as_lead
        else _("%(name)sの担当は合わせて%(limit)s社までです。", name=name, limit=limit)
    )
    return RuleWords(words, url_for("load_caps.edit", producer_id=rule.person_id))


def reason_words(row: ProblemRow, line: TeamChangeRow) -> str:
    reason = line.reason
    if reason is None:
        return ""
    params = dict(reason.params)
    if reason.item_id is not None:
        params["item"] = row.items[reason.item_id].number
    return _(reason.sentence, **params) if params else _(reason.sentence)


def aims(told: SuggestionRow) -> list[str]:
    """How far each aim was met, and where the time did not suffice how far off it can be at most."""
    said = []
    weakest = told.weakest
    if weakest.best is not None:
        value, before = one_place(weakest.best), told.weakest_before
        said.append(
            _("いちばん弱い項目の値は、どの企業でも%(value)s以上になります。", value=value)
            if before is None
            else _("いちばん弱い項目の値は%(before)sから%(value)sになります。", before=one_place(before), value=value)
        )
        if not weakest.is_proved and weakest.bound is not None:
            bound = one_place(weakest.bound)
            said.append(_("時間内には確かめきれませんでした。高くできるとしても%(bound)sまでです。", bound=bound))
    else:
        said.append(_("評価の結果がそろっていないため、項目の強さは比べていません。"))
    if not told.evenness.is_proved:
        said.append(_("担当社数は、もう少しならせる余地があるかもしれません。"))
    if not told.fewest_changes.is_proved and told.fewest_changes.bound is not None:
        fewest = int(told.fewest_changes.bound)
        said.append(_("変更は%(best)s件です。%(bound)s件より少なくはなりません。", best=told.fewest_changes.best, bound=fewest))
    if told.is_proved:
        said.append(_("これより良い体制がないことを確かめました。"))
    return said


def absences_ahead(row: ProblemRow, told: SuggestionRow) -> list[str]:
    """Who of the suggested teams is away soon after the day, or gone: the search asks for that day alone."""
    away = [
        _(
            "%(name)sは%(first)sから%(last)sまで不在の予定です。",
            name=name,
            first=say_day(days.starts_on),
            last=say_day(days.ends_on),
        )
        for name, days in row.away_soon(told)
    ]
    return away + [_gone(name, last_on) for name, last_on in row.gone_soon(told)]


def _gone(name: str, last_on: date) -> str:
    return _("%(name)sは%(day)sで名簿を離れます。", name=name, day=say_day(last_on))
