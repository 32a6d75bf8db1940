"""The shell without a network, the cards of one's companies, and what a phone needs to install the program."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from tracker.domain.access import Act
from tracker.queries.cards import list_cards
from tracker.web import bundles, page, viewing
from tracker.web.device import release, tag_of
from tracker.web.field import icons
from tracker.web.field.cards import told
from tracker.web.headers import Kind, mark, mark_picture_page
from tracker.web.language import LOCALES, spoken
from tracker.web.rights import may, public, signed_in

bp = Blueprint("field", __name__)
DAY_SECONDS = 24 * 60 * 60
NOT_IN_THE_SHELL = frozenset({"js/chart.js", "js/service-worker.js"})


@bp.get("/field")
@public
def show() -> str:
    """The same for everybody: whose cards it shows is up to the device."""
    locale = request.args.get("lang")
    if locale in LOCALES:
        with force_locale(str(locale)):
            return _shell()
    return _shell()


def _shell() -> str:
    mark_picture_page()
    return render_template("field/shell.html", page=page.anonymous())


@bp.get("/session")
@signed_in
def session() -> Response:
    """Who is signed in, a token for what the device sends next, and the server's clock, which the device's is held against."""
    return jsonify(
        account=tag_of(viewing.require_signed_in().account_id),
        csrf_token=generate_csrf(),
        now=viewing.now().isoformat(),
        today=viewing.today().isoformat(),
        release=release(),
    )


@bp.get("/p/<programme>/field/cards")
@may(Act.LOG)
def cards() -> Response:
    today = viewing.today()
    rows = list_cards(viewing.viewer(), today=today)
    return jsonify(
        account=tag_of(viewing.require_signed_in().account_id),
        today=today.isoformat(),
        now=viewing.now().isoformat(),
        release=release(),
        language=spoken(),
        cards=[told(row) for row in rows],
    )


@bp.get("/service-worker.js")
@public
def service_worker() -> Response:
    """The worker of this release: it keeps the shell and our own static files, and nothing else."""
    folder, prefix = Path(current_app.static_folder or ""), current_app.static_url_path or ""
    suffixes = {".svg"} if current_app.extensions["bundled"] else {".css", ".js", ".svg"}
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in suffixes)
    if current_app.extensions["bundled"]:
        names += [bundles.SCRIPT, bundles.SHEET]
    files = [f"{prefix}/{name}" for name in names if name not in NOT_IN_THE_SHELL]
    shells = {locale: url_for("field.show", lang=locale) for locale in LOCALES}
    given = json.dumps({"release": release(), "prefix": f"{prefix}/", "files": files, "shells": shells})
    source = (folder / "js" / "service-worker.js").read_text("utf-8")
    mark(Kind.WORKER)
    answer = Response(f"const RELEASE = {given};\n{source}", mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    static = current_app.static_url_path
    drawn = [
        {"src": url_for("field.icon", size=size, v=release()), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    answer = jsonify(
        id="/",
        name=_("伴走支援トラッカー"),
        short_name=_("伴走支援"),
        lang="ja",
        start_url="/",
        scope="/",
        display="standalone",
        background_color="#ffffff",
        theme_color="#0017c1",
        icons=[
            *drawn,
            {"src": f"{static}/icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
            {"src": f"{static}/icon-maskable.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "maskable"},
        ],
    )
    answer.mimetype = "application/manifest+json"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/icon-<int:size>.png")
@public
def icon(size: int) -> Response:
    if size not in icons.SIZES:
        abort(404)
    answer = Response(icons.draw(size), mimetype="image/png")
    answer.headers["Cache-Control"] = f"public, max-age={365 * DAY_SECONDS}, immutable"
    return answer
