"""Letting people in: invitations and new passwords by mail or on paper, from the list of a programme or of the installation."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.codes import spell_code
from tracker.domain.links import is_of_this_computer
from tracker.queries.members import get_account, get_member
from tracker.rows.accounts import AccountRow, MemberRow
from tracker.services import links, second_factors
from tracker.web import viewing
from tracker.web.afterwards import do_when_written
from tracker.web.link_mails import send, sends_mail
from tracker.web.members.reasons import act_with_reason
from tracker.web.members.routes import bp
from tracker.web.rights import administrator, may
from tracker.web.squares import square_of
from tracker.web.writing import writes


@bp.post("/p/<programme>/members/<int:membership_id>/link")
@may(Act.PEOPLE)
@writes
def send_link(membership_id: int) -> Response:
    _send(_member(membership_id).account_id)
    return redirect(url_for("members.edit", membership_id=membership_id))


@bp.post("/p/<programme>/members/<int:membership_id>/code")
@may(Act.PEOPLE)
@writes
def print_code(membership_id: int) -> str:
    return _print(_member(membership_id).account_id, url_for("members.edit", membership_id=membership_id))


@bp.post("/p/<programme>/members/<int:membership_id>/link/withdraw")
@may(Act.PEOPLE)
@writes
def withdraw_link(membership_id: int) -> Response:
    links.withdraw_links(viewing.viewer(), account_id=_member(membership_id).account_id, now=viewing.now())
    flash(_("取り消しました。送ったリンクも、渡したコードも、もう使えません。"), "success")
    return redirect(url_for("members.edit", membership_id=membership_id))


@bp.route("/p/<programme>/members/<int:membership_id>/second-factor/reset", methods=["GET", "POST"])
@may(Act.PEOPLE)
@writes
def reset_second_factor(membership_id: int) -> Response | tuple[str, int]:
    row = _member(membership_id)
    return _reset(row, url_for("members.edit", membership_id=membership_id))


@bp.route("/people/<int:account_id>/second-factor/reset", methods=["GET", "POST"])
@administrator
@writes
def reset_second_factor_of(account_id: int) -> Response | tuple[str, int]:
    row = get_account(viewing.viewer(), account_id)
    return _reset(row, url_for("members.person", account_id=account_id))


@bp.post("/people/<int:account_id>/link")
@administrator
@writes
def send_link_to(account_id: int) -> Response:
    _send(account_id)
    return redirect(url_for("members.person", account_id=account_id))


@bp.post("/people/<int:account_id>/code")
@administrator
@writes
def print_code_for(account_id: int) -> str:
    return _print(account_id, url_for("members.person", account_id=account_id))


def _member(membership_id: int) -> MemberRow:
    return get_member(viewing.viewer(), membership_id, viewing.today())


def _reset(row: MemberRow | AccountRow, back_url: str) -> Response | tuple[str, int]:
    return act_with_reason(
        "members/reset_second_factor.html",
        row,
        lambda reason: second_factors.reset_second_factor(
            viewing.viewer(), account_id=row.account_id, reason=reason, now=viewing.now()
        ),
        said=_("二段階認証を解除しました。本人は、パスワードだけでサインインして設定し直せます。"),
        back_url=back_url,
    )


def _send(account_id: int) -> None:
    if not sends_mail():
        abort(404)
    links.send_link(viewing.viewer(), account_id=account_id, now=viewing.now())
    do_when_written(send)
    flash(_("メールを送りました。前に送ったリンクと、前に渡したコードは使えなくなりました。"), "success")


def _print(account_id: int, back_url: str) -> str:
    """The sheet is the answer itself: the code is on no page that could be opened again."""
    handed = links.hand_out_code(viewing.viewer(), account_id=account_id, now=viewing.now())
    enter_url = _address_of(url_for("sign_in.enter_code"))
    return render_template(
        "members/code.html",
        handed=handed,
        code=spell_code(handed.code),
        enter_url=enter_url,
        is_of_this_computer=is_of_this_computer(urlsplit(enter_url).hostname or ""),
        square=square_of(_address_of(url_for("sign_in.choose_password", code=handed.code))),
        back_url=back_url,
    )


def _address_of(path: str) -> str:
    """As others open it: under BASE_URL where that is set, else as this page was opened."""
    return urljoin(current_app.config["TRACKER"].base_url or request.url_root, path)
