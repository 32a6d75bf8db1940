"""The forms that drafts are typed into: opened with a draft, and answered in JSON where a device sends one by itself.

A device sends the very same POST as the form's button does, so there is one definition of what a record is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Response, current_app, g, jsonify, make_response, redirect, request, session
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from tracker.domain.drafts import KEY, Address, read_address
from tracker.domain.errors import NotFound, RuleBroken
from tracker.queries.drafts import find_recorded_late, get_draft
from tracker.services.drafts import close_draft, digest_of, find_closed
from tracker.web import viewing
from tracker.web.answers import wants_json
from tracker.web.device import release, tag_of
from tracker.web.drafts.names import fields_of, pattern_of
from tracker.web.drafts.sheets import posted_sheet, record_url

View = TypeVar("View", bound=Callable[..., Any])
RELEASE = "X-Draft-Release"
ACCOUNT = "X-Draft-Account"
SEEN = "X-Draft-Seen"  # the person has read what the form no longer asks for
_OF_THE_PAGE = {"csrf_token", "draft", "choose", "idempotency_key", "version", "use_scheduled"}
# Read by their own handlers, not by the form: pictures that wait, and the choices of a conflict.
_BESIDE_THE_FORM = ("keep-",)
_BESIDE_A_FIELD = ("-pictures",)


def drafted(view: View) -> View:
    """Mark the handler of a form that drafts are typed into.

    Stands below ``@writes``, so that the record and the end of its draft are one transaction.
    """

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> Any:
        if request.method == "POST":
            return _send(view, *args, **kwargs)
        if request.args.get("draft"):
            recorded = _open_draft(request.args["draft"])
            if recorded is not None:
                return redirect(recorded)
        return view(*args, **kwargs)

    return answer  # type: ignore[return-value]


def require_same_account() -> Response | None:
    """The refusal where a device sends what another account typed on it."""
    tag = request.headers.get(ACCOUNT)
    if tag is None or tag == tag_of(viewing.require_signed_in().account_id):
        return None
    sentence = _("別の利用者でサインインしています。この記録を書いた人でサインインし直してください。")
    return make_response(jsonify(state="other_account", error=sentence), 401)


def address_of(path: str) -> Address:
    """The form of a path within the programme of this request."""
    return read_address(path.removeprefix(f"/p/{g.programme}/"))


def _open_draft(key: str) -> str | None:
    """Fill the form of this request with a draft; of a late one that was recorded the address of its record instead."""
    if not KEY.fullmatch(key):
        raise NotFound
    closed = find_recorded_late(viewing.viewer(), key)
    if closed is not None:
        return record_url(*closed)
    row = get_draft(viewing.viewer(), key)
    g.draft = row
    g.filled_with = MultiDict([(name, value) for name, values in row.fields.items() for value in values])
    g.filled_with["idempotency_key"] = key
    return None


def _send(view: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    in_json = wants_json()
    refusal = require_same_account() if in_json else None
    if refusal is not None:
        return refusal
    try:
        sheet = posted_sheet(address_of(request.full_path.rstrip("?")))
    except RuleBroken:
        return view(*args, **kwargs)
    viewer, key = viewing.viewer(), request.form.get("idempotency_key", "")
    is_key = KEY.fullmatch(key) is not None
    if in_json and is_key:
        closed = find_closed(viewer, key=key, digest=digest_of(sheet.fields))
        if closed is not None:
            return jsonify(state="recorded", url=record_url(closed.visit_id, closed.meeting_id))
    flashes = list(session.get("_flashes", ()))
    response = make_response(view(*args, **kwargs))
    if 300 <= response.status_code < 400:
        dropped = _dropped() if in_json else []
        if dropped:
            session["_flashes"] = flashes
            return make_response(jsonify(state="unknown", unknown=dropped), 422)
        if is_key:
            ids = _record_of(response.location)
            close_draft(viewer, key=key, sheet=sheet, was_sent_by_device=in_json, now=viewing.now(), **ids)
    return _in_json(response) if in_json else response


def _record_of(location: str | None) -> dict[str, int]:
    """The visit or meeting that a redirect leads to."""
    try:
        _endpoint, values = current_app.create_url_adapter(request).match(urlsplit(location or "").path, method="GET")  # type: ignore[union-attr]
    except HTTPException:
        return {}
    return {name: values[name] for name in ("visit_id", "meeting_id") if name in values}


def _in_json(response: Response) -> Response:
    status = response.status_code
    if status < 400:
        return jsonify(state="recorded", url=response.location)
    if status == 409:
        return make_response(
            jsonify(state="conflict", error=_("ほかの人が先に保存しました。両方の内容を見比べてください。")), 409
        )
    if "asks_same_day" in g:
        sentence = _("同日の訪問記録があります。その記録に書き足すか、別の訪問にするかを選んでください。")
        return make_response(jsonify(state="same_day", error=sentence), status)
    if "asks_early" in g:
        return make_response(jsonify(state="early", error=g.asks_early), status)
    return make_response(jsonify(state="refused", problems=list(problems())), status)


def problems() -> Iterator[dict[str, str]]:
    """What is wrong with the form that was sent: field, label and sentence, in the order of the form."""
    form = g.get("sent_form")
    if form is None:
        return
    for sentence in form.form_errors:
        # On the page it may lead somewhere; the list of what waits shows words.
        words = sentence.striptags() if isinstance(sentence, Markup) else str(sentence)
        yield {"name": "", "label": "", "sentence": words}
    for field in _leaves(form):
        for sentence in field.errors:
            yield {"name": field.name, "label": str(field.label.text), "sentence": str(sentence)}


def _leaves(form: Any) -> Iterator[Any]:
    for field in form:
        if hasattr(field, "entries"):
            for entry in field.entries:
                yield from _leaves(entry.form) if hasattr(entry, "form") else (entry,)
        elif hasattr(field, "form"):
            yield from _leaves(field.form)
        else:
            yield field


def _dropped() -> list[dict[str, str]]:
    """What was typed into fields of another release that this form does not have: nobody's text goes unseen."""
    form = g.get("sent_form")
    if form is None or request.headers.get(RELEASE, release()) == release() or SEEN in request.headers:
        return []
    return [
        {"name": name, "text": value}
        for name, value in request.form.items(multi=True)
        if value.strip() and is_dropped(name, form)
    ]


def is_dropped(name: str, form: Any) -> bool:
    """Whether the form would not take a field of that name."""
    known = _OF_THE_PAGE | {pattern for pattern, _field in fields_of(type(form))}
    return pattern_of(name) not in known and not name.startswith(_BESIDE_THE_FORM) and not name.endswith(_BESIDE_A_FIELD)
