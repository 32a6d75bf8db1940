"""What a diary says in sentences: its warnings, and what changed since it was confirmed."""

from __future__ import annotations

from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.domain.work_months import ChangeKind, FrozenLine, LineChange
from tracker.domain.work_warnings import HoursWarning, HoursWarningKind
from tracker.rows.diaries import DiaryRow
from tracker.rows.work_log import ActivityRow
from tracker.web.hours_links import mend_url
from tracker.web.labels import label
from tracker.web.language import say_day, say_minute, say_span
from tracker.web.overlaps import name_line, say_overlap

NONE = "none"


def company_key(enrolment_ids: tuple[int, ...]) -> str:
    """The companies of a total, for an address."""
    return "-".join(map(str, enrolment_ids)) or NONE


def warnings(row: DiaryRow) -> list[dict[str, str]]:
    """What ``warning_box`` takes; each leads to where it is put right."""
    found = [_warning(row, warning) for warning in row.warnings]
    for travel in row.unclaimed:
        text = _(
            "%(day)sの%(company)sへの訪問に、だれの移動か書かれていない移動（%(minutes)s分）があります。時間に入っていません。",
            day=say_day(travel.on),
            company=travel.company,
            minutes=travel.record.minutes or 0,
        )
        assert travel.visit_id is not None
        found.append({"text": text, "url": url_for("visits.show", visit_id=travel.visit_id, _anchor="travel")})
    return found


def _warning(row: DiaryRow, warning: HoursWarning) -> dict[str, str]:
    lines = [line for ref in warning.refs if (line := row.line(ref)) is not None]
    if warning.kind is HoursWarningKind.OVERLAP:  # leads to both from within its sentence
        return {"text": say_overlap(*lines, url=_mend_url)}
    return {"text": _text(row, warning, lines), "url": _mend_url(lines[-1]) if lines else _day_url(warning.on)}


def _mend_url(line: ActivityRow) -> str:
    return mend_url(line) or _day_url(line.activity.on)


def _day_url(on: date) -> str:
    return f"#day-{on.isoformat()}"


def _text(row: DiaryRow, warning: HoursWarning, lines: list[ActivityRow]) -> str:
    day, named = say_day(warning.on), [name_line(line) for line in lines]
    if warning.kind is HoursWarningKind.NO_TIMES:
        return _("%(day)s：%(what)sは時刻未記入です。時間に入っていません。", day=day, what=named[0])
    if warning.kind is HoursWarningKind.BREAK_TOO_LONG:
        return _("%(day)s：%(what)sの休憩が、その時間より長くなっています。", day=day, what=named[0])
    minutes = next(one.minutes for one in row.days if one.on == warning.on)
    if warning.kind is HoursWarningKind.OVER_A_DAY:
        return _("%(day)s：1日の合計が24時間を超えています（%(hours)s）。", day=day, hours=say_span(minutes))
    if warning.kind is HoursWarningKind.LONG_DAY:
        return _(
            "%(day)s：1日の目安（%(usual)s）を超えています（%(hours)s）。",
            day=day,
            usual=say_span(row.settings.long_day_minutes),
            hours=say_span(minutes),
        )
    return _("%(day)sは休日（土日・祝日）です。", day=day)


def changes(row: DiaryRow) -> list[str]:
    """What is not as it was confirmed, a sentence each; the cost by itself where only that changed."""
    found = [_change(change) for change in row.changes]
    if row.standing is not None and row.standing.is_confirmed and row.standing.cost_yen != row.cost_yen:
        found.append(
            _("交通費の合計：%(before)s円から%(after)s円に変わりました。", before=row.standing.cost_yen, after=row.cost_yen)
        )
    return found


def _change(change: LineChange) -> str:
    day, kind = say_day(change.line.on), label(change.line.kind)
    if change.kind is ChangeKind.ADDED:
        assert change.after is not None
        return _("%(day)s：%(kind)s（%(after)s）が加わりました。", day=day, kind=kind, after=_hours(change.after))
    assert change.before is not None
    if change.after is None:
        return _("%(day)s：%(kind)s（%(before)s）がなくなりました。", day=day, kind=kind, before=_hours(change.before))
    before, after = _hours(change.before), _hours(change.after)
    if change.before.on != change.after.on:
        before, after = f"{say_day(change.before.on)} {before}", f"{say_day(change.after.on)} {after}"
    return _("%(day)s：%(kind)sが、%(before)sから%(after)sに変わりました。", day=day, kind=kind, before=before, after=after)


def _hours(line: FrozenLine) -> str:
    if line.minutes is None:
        return _("時刻未記入")
    long = ngettext("%(num)s分", "%(num)s分", line.minutes)
    if line.start is None or line.end is None:
        return long
    return _("%(start)s～%(end)s、%(long)s", start=say_minute(line.start), end=say_minute(line.end), long=long)
