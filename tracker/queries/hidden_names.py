"""What companies are called in what leaves the house, and the names of hidden ones that may stand nowhere in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.naming import Concealment, HiddenCompany, report_names
from tracker.models import Company, CompanyAlias, Enrolment
from tracker.queries.scope import board, in_programme


def get_report_names(viewer: Viewer) -> tuple[Mapping[int, str], Concealment]:
    """By enrolment what the report calls it, and what takes the other names out of texts.

    Of a hidden company no text may say the legal name, its reading, its number, or a name that it had before.
    """
    companies: Any = db.session.execute(
        select(Enrolment.id, Company.name, Company.may_be_named, Company.id, Company.kana, Company.corporate_number)
        .join(Company, Company.id == Enrolment.company_id)
        .where(in_programme(viewer, Enrolment.programme_id), board())
        .order_by(Enrolment.number, Enrolment.id)
    ).all()
    names = report_names((row[0], row[1], row[2]) for row in companies)
    hidden = {company_id for _id, _name, may_be_named, company_id, *_rest in companies if not may_be_named}
    if not hidden:
        return names, Concealment()
    before: defaultdict[int, list[str]] = defaultdict(list)
    aliases = select(CompanyAlias.company_id, CompanyAlias.name).where(CompanyAlias.company_id.in_(hidden))
    for company_id, name in db.session.execute(aliases):
        before[company_id].append(name)
    return names, Concealment(
        HiddenCompany(names[enrolment_id], tuple(filter(None, (name, kana, number, *before[company_id]))))
        for enrolment_id, name, may_be_named, company_id, kana, number in companies
        if not may_be_named
    )
