"""What a hit is called, and where it leads."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.domain.access import Act, Viewer
from tracker.domain.search import Kind, Marked, Query, mark
from tracker.rows.search import HitRow, KindRow
from tracker.web.language import say_day
from tracker.web.paging import wanted_page


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind as the page shows them; ``more_url`` None where all are shown."""

    row: KindRow
    count: str
    url: str
    more_url: str | None


def group(row: KindRow, query: Query) -> Group:
    url = url_for("search.show", q=query.typed, kind=row.kind.value)
    return Group(row, count_of(row), url, url if row.more or row.count > len(row.hits) else None)


def count_of(row: KindRow) -> str:
    """More than are counted are said to be more."""
    if row.more:
        return _("%(count)s件以上", count=f"{row.count:,}")
    return ngettext("%(count)s件", "%(count)s件", row.count, count=f"{row.count:,}")


def beside(row: KindRow, query: Query, offset: int) -> tuple[str | None, str | None]:
    """The addresses of the pages before and after this one of a kind."""
    page = wanted_page()
    has_more = row.more or row.count > offset + len(row.hits)
    addresses = (
        url_for("search.show", q=query.typed, kind=row.kind.value, page=number) if there else None
        for number, there in ((page - 1, page > 1), (page + 1, has_more and bool(row.hits)))
    )
    previous, following = addresses
    return previous, following


def title_of(hit: HitRow) -> str:
    """Its name; of what has none the day."""
    if hit.title and hit.kind is not Kind.VOICE:
        return hit.title
    return say_day(hit.on)


def marked_title(hit: HitRow, query: Query) -> Marked:
    title = title_of(hit)
    return (hit.title and mark(title, query, around=len(title))) or ((title, False),)


def beside_title(hit: HitRow) -> str:
    """Whose it is, and of when where the title does not say so."""
    parts = (hit.company_name, hit.title if hit.kind is Kind.VOICE else say_day(hit.on) if hit.title else "")
    return "・".join(part for part in parts if part)


def address_of(hit: HitRow) -> str:
    """The page that shows it; what has none of its own stands on its company's timeline."""
    match hit.kind:
        case Kind.COMPANY:
            return url_for("companies.show", enrolment_id=hit.leads_to)
        case Kind.CASE:
            return url_for("cases.show", case_id=hit.leads_to)
        case Kind.PERSON:
            return url_for("producers.show", producer_id=hit.leads_to)
        case Kind.VISIT:
            return url_for("visits.show", visit_id=hit.leads_to)
        case Kind.MEETING:
            return url_for("meetings.show", meeting_id=hit.leads_to)
        case Kind.CHALLENGE:
            return url_for("challenges.show", challenge_id=hit.leads_to)
        case Kind.ACTION | Kind.OUTCOME | Kind.VOICE:
            return url_for("companies.show", enrolment_id=hit.enrolment_id, kind=hit.kind.value)


def looked_through(viewer: Viewer) -> str:
    """What was searched, and how much of it this viewer's search reaches."""
    kinds = _("企業、案件、人、企業訪問、チームミーティング（対話のツールの記録も）、課題、宿題、成果、市場の声から探しました。")
    if viewer.sees_all(Act.RECORD):
        return kinds
    return kinds + _("記録の言葉は、あなたが担当する企業のものだけを探しています。")
