"""Who belongs to the programme, in which roles; for the administrator, who is in the installation."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.roles import Role
from tracker.queries import members
from tracker.services import accounts
from tracker.services.links import Invited, invite_member
from tracker.web import viewing
from tracker.web.afterwards import do_when_written
from tracker.web.conflicts import clash, settle
from tracker.web.link_mails import send, sends_mail
from tracker.web.members.forms import AddMemberForm, AddPersonForm, ChangeRolesForm
from tracker.web.members.reasons import act_with_reason
from tracker.web.refusals import pin
from tracker.web.rights import administrator, may
from tracker.web.writing import writes

bp = Blueprint("members", __name__)


@bp.get("/p/<programme>/members")
@may(Act.PEOPLE)
def index() -> str:
    return render_template(
        "members/index.html", rows=members.list_members(viewing.viewer(), viewing.today()), me=viewing.viewer().account_id
    )


@bp.route("/p/<programme>/members/new", methods=["GET", "POST"])
@may(Act.PEOPLE)
@writes
def new() -> Response | tuple[str, int]:
    form = AddMemberForm()
    if form.validate_on_submit() and (invited := _invite(form, viewing.viewer().programme)):
        where = url_for("members.edit", membership_id=invited.membership_id)
        return redirect(where if invited.is_new else url_for("members.index"))
    return render_template("members/new.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/p/<programme>/members/<int:membership_id>", methods=["GET", "POST"])
@may(Act.PEOPLE)
@writes
def edit(membership_id: int) -> Response | tuple[str, int]:
    row = members.get_member(viewing.viewer(), membership_id, viewing.today())
    form = ChangeRolesForm(obj=row, roles=list(row.roles))
    settle(form, {"roles": list(row.roles), "ends_on": row.ends_on})
    is_me = row.account_id == viewing.viewer().account_id
    context: dict[str, Any] = {"form": form, "row": row, "is_me": is_me, "sends_mail": sends_mail()}
    if form.validate_on_submit():
        try:
            accounts.change_roles(
                viewing.viewer(),
                membership_id=membership_id,
                roles=[Role(role) for role in form.roles.data or ()],
                ends_on=form.ends_on.data,
                reason=form.reason.data,
                version=form.version.data,
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            return render_template("members/edit.html", clash=clash(form, conflict), **context), 409
        else:
            flash(_("%(name)sさんの役割を保存しました。", name=row.name), "success")
            return redirect(url_for("members.index"))
    return render_template("members/edit.html", **context), 422 if form.is_submitted() else 200


@bp.get("/people")
@administrator
def installation() -> str:
    return render_template("members/installation.html", rows=members.list_accounts(viewing.viewer()))


@bp.get("/people/<int:account_id>")
@administrator
def person(account_id: int) -> str:
    row = members.get_account(viewing.viewer(), account_id)
    is_me = row.account_id == viewing.viewer().account_id
    return render_template("members/person.html", row=row, is_me=is_me, sends_mail=sends_mail())


@bp.route("/people/new", methods=["GET", "POST"])
@administrator
@writes
def add_person() -> Response | tuple[str, int]:
    chosen = request.args.get("programme_id", type=int)
    form = AddPersonForm(programme_id=chosen, roles=[Role.MANAGER] if chosen else None)
    form.programme_id.choices = members.list_all_programmes(viewing.viewer())
    if form.validate_on_submit() and (invited := _invite(form, form.programme_id.data)):
        where = url_for("members.person", account_id=invited.account_id)
        return redirect(where if invited.is_new else url_for("members.installation"))
    return render_template("members/new.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/people/<int:account_id>/deactivate", methods=["GET", "POST"])
@administrator
@writes
def deactivate(account_id: int) -> Response | tuple[str, int]:
    return act_with_reason(
        "members/deactivate.html",
        members.get_account(viewing.viewer(), account_id),
        lambda reason: accounts.deactivate_account(viewing.viewer(), account_id=account_id, reason=reason, now=viewing.now()),
        said=_("利用を停止しました。すべての端末でサインアウトしました。"),
        back_url=url_for("members.person", account_id=account_id),
    )


@bp.route("/people/<int:account_id>/reactivate", methods=["GET", "POST"])
@administrator
@writes
def reactivate(account_id: int) -> Response | tuple[str, int]:
    return act_with_reason(
        "members/reactivate.html",
        members.get_account(viewing.viewer(), account_id),
        lambda reason: accounts.reactivate_account(viewing.viewer(), account_id=account_id, reason=reason),
        said=_("利用を再開しました。"),
        back_url=url_for("members.person", account_id=account_id),
    )


def _invite(form: AddMemberForm, programme_id: int) -> Invited | None:
    """None where it is refused: the form says why."""
    try:
        invited = invite_member(
            viewing.viewer(),
            programme_id=programme_id,
            email=form.email.data.lower(),
            name=form.name.data,
            roles=[Role(role) for role in form.roles.data],
            ends_on=form.ends_on.data,
            by_mail=sends_mail(),
            now=viewing.now(),
        )
    except RuleBroken as broken:
        pin(form, broken)
        return None
    do_when_written(send)
    if invited.is_new and sends_mail():
        flash(_("利用者を登録し、招待のメールを送りました。"), "success")
    elif invited.is_new:
        flash(_("利用者を登録しました。招待状を印刷して、本人に渡してください。"), "success")
    else:
        flash(_("利用者を登録しました。"), "success")
    return invited
