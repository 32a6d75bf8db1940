"""Two did the same, for different reasons: the page that shows both, and what can be done about it."""

from __future__ import annotations

from flask import Response, current_app, jsonify, make_response, render_template, request, url_for
from flask_babel import gettext

from tracker.domain.errors import DoneAlready
from tracker.domain.words import N_
from tracker.queries.audit import find_last_change
from tracker.web import viewing
from tracker.web.answers import wants_json
from tracker.web.refusals import say

_CALL_OFF_ANEW = N_("理由を直すときは、先に中止または延期を取り消して予定に戻し、もう一度、中止または延期にします。")
_SETTLE_ANEW = N_("理由を直すときは、確認済みの事項で取り消してから、もう一度、理由を入力します。")
_COPY = N_("保存されている理由は直せません。あなたの理由も残すときは、コピーして、備考やメモに書き足してください。")
# By the address that was sent: where it is seen how the thing stands, and how to come to another reason.
WAYS = {
    "cases.revoke_reason": ("cases.show", _COPY),
    "closing.reopen": ("closing.show", _COPY),
    "diaries.take_back": ("diaries.show", _COPY),
    "diaries.unlock": ("diaries.show", _COPY),
    "meetings.cancel": ("meetings.show", _CALL_OFF_ANEW),
    "meetings.postpone": ("meetings.show", _CALL_OFF_ANEW),
    "meetings.reinstate": ("meetings.show", _COPY),
    "months.withdraw": ("months.excuse", _COPY),
    "settlements.settle_gaps": ("settlements.index", _SETTLE_ANEW),
    "settlements.settle_late_meeting": ("settlements.index", _SETTLE_ANEW),
    "settlements.settle_late_visit": ("settlements.index", _SETTLE_ANEW),
    "submissions.withdraw": ("submissions.show", _COPY),
    "visits.cancel": ("visits.show", _CALL_OFF_ANEW),
    "visits.postpone": ("visits.show", _CALL_OFF_ANEW),
    "visits.reinstate": ("visits.show", _COPY),
}


def show_both(error: DoneAlready) -> Response:
    if wants_json():
        return make_response(jsonify(state="refused", problems=[{"name": "", "label": "", "sentence": say(error)}]), 409)
    endpoint, advice = WAYS[request.endpoint or ""]
    names = {name for rule in current_app.url_map.iter_rules(endpoint) for name in rule.arguments}
    page = render_template(
        "errors/done_already.html",
        kept=error.kept,
        typed=error.typed,
        last=find_last_change(viewing.viewer(), *error.thing),
        advice=gettext(advice),
        url=url_for(endpoint, **{name: value for name, value in (request.view_args or {}).items() if name in names}),
    )
    return make_response(page, 409)
