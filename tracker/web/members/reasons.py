"""An act on somebody's account that asks for a reason on a page of its own."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from tracker.domain.errors import RuleBroken
from tracker.rows.accounts import AccountRow, MemberRow
from tracker.web.members.forms import ReasonForm
from tracker.web.refusals import pin


def act_with_reason(
    template: str, row: AccountRow | MemberRow, act: Callable[[str], None], *, said: str, back_url: str
) -> Response | tuple[str, int]:
    """The page until a reason is given; then the act, what is said of it, and the way back."""
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            act(form.reason.data)
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(said, "success")
            return redirect(back_url)
    return render_template(template, form=form, row=row, back_url=back_url), 422 if form.is_submitted() else 200
