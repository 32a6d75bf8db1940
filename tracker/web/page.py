"""What the frame of every page shows: programme, menu, language, account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import get_locale, lazy_pgettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import fiscal_year_of
from tracker.domain.errors import NotFound
from tracker.domain.programmes import bare_name
from tracker.domain.roles import Role
from tracker.domain.search import LONGEST_QUERY
from tracker.queries.accounts import list_programmes_of
from tracker.queries.holidays import list_holidays
from tracker.rows.accounts import SignedInRow
from tracker.web import viewing
from tracker.web.device import release, tag_of
from tracker.web.help.topics import topic_of
from tracker.web.language import say_fiscal_year, spoken


@dataclass(frozen=True, slots=True)
class Link:
    """A place of the menu."""

    label: str
    url: str
    is_current: bool = False
    icon: str = "next"
    group: str | None = None  # the menu's entry that it stands in, None for itself


@dataclass(frozen=True, slots=True)
class Place:
    """A place that the menu offers to whoever may do ``act`` there."""

    label: Any
    endpoint: str
    act: Act
    icon: str
    quick: Any = None  # a label of at most five characters for the foot of a phone's page; None: not there
    group: Any = None  # the entry of the menu that opens it
    is_of_roster: bool = False  # only for whoever is on the roster
    pages: tuple[str, ...] = ()  # where a blueprint has several places: the endpoints that belong to this one
    beside: tuple[str, ...] = ()  # the other blueprints whose pages lie below this place


WORK, PEOPLE, SELDOM = _l("取り組み"), _l("体制・評価"), _l("管理")
MY_DRAFTS = ("drafts.index",)
LATE_DRAFTS = ("drafts.late", "drafts.decide")
MY_ASSESSMENT = ("assessments.mine", "assessments.rate", "assessments.my_results")
PLACES = (
    Place(_l("今日"), "today.show", Act.BOARD, "today", quick=_l("今日"), is_of_roster=True),
    Place(_l("ダッシュボード"), "dashboard.show", Act.BOARD, "board", quick=lazy_pgettext("bar", "状況")),
    Place(_l("支援企業"), "companies.index", Act.BOARD, "company", quick=lazy_pgettext("bar", "企業")),
    Place(_l("企業訪問"), "visits.index", Act.BOARD, "pen", quick=_l("訪問")),
    Place(_l("チームミーティング"), "meetings.index", Act.BOARD, "person"),
    Place(_l("宿題"), "actions.index", Act.BOARD, "check", quick=lazy_pgettext("bar", "宿題")),
    Place(_l("報告書"), "report.show", Act.REPORT, "chart", beside=("form_templates", "narratives", "submissions")),
    Place(_l("今週のまとめ"), "digests.show", Act.LOG, "board", group=WORK),
    Place(_l("案件のフェーズ"), "phases.index", Act.BOARD, "chart", group=WORK),
    Place(_l("月次締め"), "closing.index", Act.BOARD, "check", group=WORK),
    Place(_l("未送信の記録"), "drafts.index", Act.LOG, "pen", pages=MY_DRAFTS, group=WORK),
    Place(_l("課題"), "challenges.index", Act.BOARD, "check", group=WORK),
    Place(_l("展示会"), "exhibitions.index", Act.BOARD, "company", group=WORK),
    Place(_l("研修"), "trainings.index", Act.BOARD, "calendar", group=WORK),
    Place(_l("成果"), "outcomes.index", Act.BOARD, "chart", group=WORK),
    Place(_l("体制"), "staffing.index", Act.BOARD, "person", group=PEOPLE),
    Place(_l("担当の負荷"), "load.index", Act.BOARD, "chart", group=PEOPLE),
    Place(_l("評価"), "assessments.index", Act.REPORT_MEANS, "chart", group=PEOPLE),
    Place(_l("自分の評価"), "assessments.mine", Act.RATE, "chart", pages=MY_ASSESSMENT, is_of_roster=True, group=PEOPLE),
    Place(_l("業務日誌"), "diaries.index", Act.DIARY, "calendar", group=PEOPLE),
    Place(_l("要確認の下書き"), "drafts.late", Act.STAFF, "person", pages=LATE_DRAFTS, group=SELDOM),
    Place(_l("名簿の取込"), "roster.new", Act.IMPORT, "plus", group=SELDOM),
    Place(_l("記録簿の取込"), "hand_log.index", Act.IMPORT, "plus", group=SELDOM),
    Place(_l("担い手"), "producers.index", Act.BOARD, "person", group=SELDOM),
    Place(_l("利用者と役割"), "members.index", Act.PEOPLE, "person", group=SELDOM),
    Place(_l("事業の設定"), "programmes.edit", Act.SETTINGS, "board", group=SELDOM),
    Place(_l("対話のツール"), "tools.index", Act.BOARD, "board", group=SELDOM),
    Place(_l("変更の記録"), "audit.index", Act.AUDIT_OWN, "board", group=SELDOM),
)


@dataclass(frozen=True, slots=True)
class Page:
    """The frame of one answer."""

    locale: str
    path: str
    viewer_name: str | None
    programme_name: str | None
    programme_year: str  # said beside the name where there are several
    begins_on: date | None  # of a programme that has not begun
    programmes: tuple[Link, ...]  # where the other programmes are entered; none for whoever has one
    home_url: str
    nav: tuple[Link, ...]
    quick_nav: tuple[Link, ...]
    account_links: tuple[Link, ...]
    language_url: str
    sign_out_url: str
    search_url: str | None = None
    footer_links: tuple[Link, ...] = ()
    account_tag: str = ""  # what the browser keeps drafts and cards under
    programme: str = ""  # its slug
    may_log: bool = False  # whether the program is kept on this device for days without a network
    keeps_cards: bool = False  # and what is known of the viewer's companies


_NAMED = frozenset(endpoint for place in PLACES for endpoint in place.pages)


def _is_here(place: Place, endpoint: str | None, blueprint: str | None) -> bool:
    if place.pages or endpoint in _NAMED:
        return endpoint in place.pages
    return endpoint == place.endpoint or (blueprint is not None and blueprint in {place.endpoint.split(".")[0], *place.beside})


@cache
def _said_in(_language: str) -> Mapping[str, tuple[tuple[str, str], str | None]]:
    """Of each place its label and its short one, and its group, in the language that is being spoken."""
    return {
        place.endpoint: ((str(place.label), str(place.quick)), None if place.group is None else str(place.group))
        for place in PLACES
    }


def _offers(viewer: Viewer, *, quick: bool = False) -> tuple[Link, ...]:
    endpoint, blueprint, words = request.endpoint, request.blueprint, _said_in(spoken())
    return tuple(
        Link(
            words[place.endpoint][0][quick],
            url_for(place.endpoint),
            _is_here(place, endpoint, blueprint),
            place.icon,
            words[place.endpoint][1],
        )
        for place in PLACES
        if _is_open(viewer, place) and (place.quick is not None or not quick)
    )


def _is_open(viewer: Viewer, place: Place) -> bool:
    return viewer.may(place.act) and (viewer.producer_id is not None or not place.is_of_roster)


def landing(viewer: Viewer, endpoint: str) -> str:
    """Where somebody comes out who enters a programme from a page of another: the same place, or where one begins."""
    there = any(place.endpoint == endpoint and _is_open(viewer, place) for place in PLACES)
    return endpoint if there else home_of(viewer)


def _programmes(row: SignedInRow) -> tuple[Link, ...]:
    """Every programme of whoever has several, at the place where they are now; administrators get to the list of them."""
    every = Link(str(_l("事業の一覧")), url_for("programmes.index"))
    if g.standing.programmes == 1:
        return (every,) if row.is_administrator else ()
    here = next((place.endpoint for place in PLACES if _is_here(place, request.endpoint, request.blueprint)), None)
    choices = list_programmes_of(row.account_id, viewing.today())
    return (
        *(
            Link(
                _("%(name)s（%(year)s）", name=bare_name(one.name, one.fiscal_year), year=say_fiscal_year(one.fiscal_year)),
                url_for("programmes.enter", programme=one.slug, page=here),
                is_current=one.slug == g.programme,
            )
            for one in choices
        ),
        every,
    )


def _programme(row: SignedInRow | None, in_programme: bool) -> dict[str, Any]:
    """What the frame says of the programme, told apart from others by its year."""
    if row is None or not in_programme:
        return {"programme_name": None, "programme_year": "", "begins_on": None, "programmes": ()}
    standing = g.standing
    is_apart = standing.programmes > 1
    return {
        "programme_name": bare_name(standing.programme_name, standing.fiscal_year) if is_apart else standing.programme_name,
        "programme_year": _("（%(year)s）", year=say_fiscal_year(standing.fiscal_year)) if is_apart else "",
        "begins_on": standing.starts_on if viewing.today() < standing.starts_on else None,
        "programmes": _programmes(row),
    }


def _help() -> tuple[Link, ...]:
    topic = topic_of(request.endpoint or "")
    here = (Link(str(_l("この画面の使い方")), url_for("help.show", slug=topic.slug)),) if topic else ()
    return (*here, Link(str(_l("使い方")), url_for("help.index")))


def home_of(viewer: Viewer) -> str:
    """Where one begins: whoever is on the roster and does not manage with their day, the others with the dashboard."""
    return "today.show" if viewer.producer_id is not None and Role.MANAGER not in viewer.roles else "dashboard.show"


def _account_links() -> tuple[Link, ...]:
    return (
        Link(str(_l("メールとカレンダー")), url_for("account.subscriptions")),
        Link(str(_l("パスワードの変更")), url_for("account.change_password")),
        Link(str(_l("二段階認証")), url_for("account.second_factor")),
        Link(str(_l("サインイン中の端末")), url_for("account.devices")),
    )


def build() -> Page:
    """The frame for whoever is looking; an error page outside a programme has no menu."""
    row = viewing.find_signed_in()
    viewer: Viewer | None = None
    if row is not None and g.get("programme"):
        try:
            viewer = viewing.viewer()
        except NotFound:
            viewer = None
    in_programme = viewer is not None and viewer.programme_id is not None
    locale = get_locale()
    here = request.full_path.rstrip("?") if request.method == "GET" else request.path
    return Page(
        locale=locale.language if locale else "ja",
        path=here,
        viewer_name=row.name if row else None,
        **_programme(row, in_programme),
        home_url=url_for(home_of(viewer)) if viewer is not None and in_programme else url_for("programmes.index"),
        nav=_offers(viewer) if viewer is not None and in_programme else (),
        quick_nav=_offers(viewer, quick=True) if viewer is not None and in_programme else (),
        account_links=_account_links() if row else (),
        language_url=url_for("sign_in.choose_language"),
        sign_out_url=url_for("sign_in.sign_out"),
        search_url=url_for("search.show") if viewer is not None and in_programme else None,
        footer_links=_help() if in_programme else (),
        account_tag=tag_of(row.account_id) if row else "",
        programme=g.programme if in_programme else "",
        may_log=viewer is not None and in_programme and viewer.may(Act.LOG),
        keeps_cards=viewer is not None and in_programme and viewer.may(Act.LOG) and viewer.producer_id is not None,
    )


def anonymous() -> Page:
    """The frame of a page that is the same for everybody, and is kept by devices: nobody's name, no menu, no token."""
    locale = get_locale()
    return Page(
        locale=locale.language if locale else "ja",
        path="/",
        viewer_name=None,
        programme_name=None,
        programme_year="",
        begins_on=None,
        programmes=(),
        home_url="/",
        nav=(),
        quick_nav=(),
        account_links=(),
        language_url="",
        sign_out_url="",
    )


DAYS_AHEAD = 120  # further than the buttons of any date field lead, but for the end of a year, which is no holiday


def holidays_ahead() -> str:
    """The national holidays that a quick button may land on, for the field that says so."""
    return " ".join(day.isoformat() for day in list_holidays(viewing.today(), days=DAYS_AHEAD))


def days_to_year_end(fiscal_year: int | None = None) -> int:
    """How many days from today the fiscal year ends, today's where none is named: what a field of a day offers."""
    today = viewing.today()
    year = fiscal_year_of(today) if fiscal_year is None else fiscal_year
    return (date(year + 1, 3, 31) - today).days


def init_app(app: Flask) -> None:
    app.jinja_env.globals["holidays_ahead"] = holidays_ahead  # for macros, which see no context
    app.jinja_env.globals["days_to_year_end"] = days_to_year_end
    app.jinja_env.globals["longest_query"] = LONGEST_QUERY

    @app.context_processor
    def frame() -> dict[str, Any]:
        if request and current_app:
            return {"page": build(), "may": _may, "today": viewing.today, "now": viewing.now, "release": release}
        return {}


def _may(act: str) -> bool:
    """For templates: whether to offer a link to what the viewer may open anyway; the route decides, not this."""
    return viewing.viewer().may(Act(act))
