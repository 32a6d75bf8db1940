"""Next year's programme from this one: its settings, the companies that go on with their cases and teams, the people."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.roles import Role
from tracker.domain.staffing import AssignmentRole, team_on
from tracker.domain.words import N_
from tracker.models import (
    Assignment,
    CompetencyItem,
    DialogueTool,
    EnrolledCase,
    Enrolment,
    Exclusion,
    HoursRule,
    ItemVersion,
    LoadCapSetting,
    Membership,
    MembershipRole,
    Producer,
    Programme,
    SupportCase,
    ToolPart,
)
from tracker.queries.scope import board, in_programme
from tracker.queries.team_plans import list_assigned
from tracker.queries.years import get_next_year
from tracker.services import audit
from tracker.services.programmes import SLUG, ProgrammeSettings, check_name


@dataclass(frozen=True, slots=True)
class NextYear:
    """What somebody chose for it."""

    slug: str
    name: str
    starts_on: date
    ends_on: date
    enrolment_ids: frozenset[int]
    producer_ids: frozenset[int]
    membership_ids: frozenset[int]
    carries_teams: bool = True


def begin_next_year(viewer: Viewer, *, chosen: NextYear, now: datetime) -> str:
    """Make the programme in one act and return its slug; sent again, that of the one that is there. This one stays as it is.

    Whoever makes it is a member with the roles that they have here. RuleBroken names the field.
    """
    viewer.require(Act.SETTINGS)
    old = db.session.scalar(select(Programme).where(Programme.id == viewer.programme).with_for_update(key_share=True))
    if old is None:
        raise NotFound
    there = db.session.scalar(select(Programme.slug).where(Programme.predecessor_id == old.id))
    if there is not None:
        return there
    _check(chosen, old)
    made: dict[str, Any] = {"created_at": now, "created_by_id": viewer.account_id or None}
    settings = {name: getattr(old, name) for name in ProgrammeSettings.__dataclass_fields__}
    settings |= {"name": chosen.name, "contract_starts_on": chosen.starts_on, "contract_ends_on": chosen.ends_on}
    settings |= {"outcome_target": None}  # a target is of its year
    new = Programme(
        organisation_id=old.organisation_id,
        predecessor_id=old.id,
        slug=chosen.slug,
        fiscal_year=old.fiscal_year + 1,
        **settings,
        **made,
    )
    db.session.add(new)
    db.session.flush()
    _copy_items(old.id, new.id, made)
    _copy_tools(old.id, new.id, made)
    row = get_next_year(viewer)
    people = _copy_people(viewer, chosen.producer_ids & {one.producer_id for one in row.producers}, new.id, made)
    members = chosen.membership_ids & {one.membership_id for one in row.members}
    _copy_members(viewer, members, new, made)
    _copy_limits(viewer, people, new.id, made)
    companies = _copy_companies(viewer, chosen, people, new, made)
    counted = {"companies": len(companies), "producers": len(people), "members": len(members)}
    audit.note(viewer, "begin_next_year", new, after=audit.snapshot(new) | counted)
    return new.slug


def check_next_year(viewer: Viewer, chosen: NextYear) -> None:
    """Raise RuleBroken for what :func:`begin_next_year` would refuse."""
    viewer.require(Act.SETTINGS)
    _check(chosen, db.session.get_one(Programme, viewer.programme))


def _check(chosen: NextYear, old: Programme) -> None:
    if not chosen.name:
        raise RuleBroken(N_("事業の名前を入力してください。"), field="name")
    check_name(old.organisation_id, chosen.name)
    if not SLUG.fullmatch(chosen.slug):
        raise RuleBroken(N_("短い名前は半角の英小文字・数字・ハイフンで入力してください（例：r7）。"), field="slug")
    if db.session.scalar(select(Programme.id).where(Programme.slug == chosen.slug)) is not None:
        raise RuleBroken(
            N_("短い名前「%(slug)s」はすでに使われています。別の名前にしてください。"), field="slug", slug=chosen.slug
        )
    if chosen.ends_on < chosen.starts_on:
        raise RuleBroken(N_("契約期間の終わりは始まり以後の日にしてください。"), field="ends_on")
    if chosen.starts_on <= old.contract_ends_on:
        raise RuleBroken(
            N_("次の年度は、この事業の契約期間（%(day)s まで）のあとに始めてください。"),
            field="starts_on",
            day=old.contract_ends_on,
        )


def _columns(row: Any, *leave_out: str) -> dict[str, Any]:
    """What a copy takes over: everything but identity, stamps and version."""
    own = {"id", "created_at", "created_by_id", "version", "idempotency_key", "programme_id", *leave_out}
    return {column.key: getattr(row, column.key) for column in row.__mapper__.column_attrs if column.key not in own}


def _copy_items(old: int, new: int, made: dict[str, Any]) -> None:
    """Each item with its newest wording, as the first one of the new programme."""
    items = db.session.scalars(select(CompetencyItem).where(CompetencyItem.programme_id == old).order_by(CompetencyItem.number))
    for item in items.all():
        copy = CompetencyItem(programme_id=new, **_columns(item), **made)
        db.session.add(copy)
        db.session.flush()
        newest = select(ItemVersion).where(ItemVersion.item_id == item.id).order_by(ItemVersion.number.desc()).limit(1)
        wording = db.session.scalars(newest).one()
        db.session.add(ItemVersion(item_id=copy.id, number=1, **_columns(wording, "item_id", "number"), **made))


def _copy_tools(old: int, new: int, made: dict[str, Any]) -> None:
    tools = db.session.scalars(select(DialogueTool).where(DialogueTool.programme_id == old).order_by(DialogueTool.place))
    for tool in tools.all():
        copy = DialogueTool(programme_id=new, **_columns(tool), **made)
        db.session.add(copy)
        db.session.flush()
        copies: dict[int | None, int | None] = {None: None}
        parts = db.session.scalars(select(ToolPart).where(ToolPart.tool_id == tool.id).order_by(ToolPart.id)).all()
        for part in sorted(parts, key=lambda part: part.parent_id is not None):
            of_part = ToolPart(
                programme_id=new,
                tool_id=copy.id,
                parent_id=copies[part.parent_id],
                **_columns(part, "tool_id", "parent_id"),
                **made,
            )
            db.session.add(of_part)
            db.session.flush()
            copies[part.id] = of_part.id


def _copy_people(viewer: Viewer, wanted: Collection[int], new: int, made: dict[str, Any]) -> dict[int, int]:
    """The supporters who go on, on the roster of the new programme for all of it; the new id by the old one."""
    rows = select(Producer).where(in_programme(viewer, Producer.programme_id), Producer.id.in_(wanted)).order_by(Producer.id)
    people = {}
    for row in db.session.scalars(rows).all():
        copy = Producer(programme_id=new, **_columns(row, "starts_on", "ends_on", "deleted_at", "deleted_by_id"), **made)
        db.session.add(copy)
        db.session.flush()
        people[row.id] = copy.id
    return people


def _copy_members(viewer: Viewer, wanted: Collection[int], new: Programme, made: dict[str, Any]) -> None:
    """Members with the roles that they have; an auditor's time ends with the contract."""
    rows = select(Membership).where(in_programme(viewer, Membership.programme_id)).order_by(Membership.id)
    for row in db.session.scalars(rows).all():
        if row.id not in wanted and row.account_id != viewer.account_id:
            continue
        roles = db.session.scalars(select(MembershipRole.role).where(MembershipRole.membership_id == row.id)).all()
        copy = Membership(
            account_id=row.account_id,
            programme_id=new.id,
            ends_on=new.contract_ends_on if Role.AUDITOR in roles else None,
            **made,
        )
        db.session.add(copy)
        db.session.flush()
        db.session.add_all(MembershipRole(membership_id=copy.id, role=role) for role in roles)


def _copy_limits(viewer: Viewer, people: dict[int, int], new: int, made: dict[str, Any]) -> None:
    rule = db.session.scalar(select(HoursRule).where(in_programme(viewer, HoursRule.programme_id)))
    if rule is not None:
        db.session.add(HoursRule(programme_id=new, **_columns(rule), **made))
    for cap in db.session.scalars(select(LoadCapSetting).where(in_programme(viewer, LoadCapSetting.programme_id))).all():
        if cap.producer_id is None or cap.producer_id in people:
            holder = people[cap.producer_id] if cap.producer_id is not None else None
            db.session.add(LoadCapSetting(programme_id=new, producer_id=holder, **_columns(cap, "producer_id"), **made))


def _copy_companies(
    viewer: Viewer, chosen: NextYear, people: dict[int, int], new: Programme, made: dict[str, Any]
) -> dict[int, int]:
    """The support of the companies that go on, under the same numbers, with the cases that are not deleted."""
    rows = select(Enrolment).where(in_programme(viewer, Enrolment.programme_id), board(), Enrolment.id.in_(chosen.enrolment_ids))
    companies = {}
    for row in db.session.scalars(rows.order_by(Enrolment.number, Enrolment.id)).all():
        columns = _columns(row, "starts_on", "ends_on", "remarks", "deleted_at", "deleted_by_id")
        copy = Enrolment(programme_id=new.id, starts_on=new.contract_starts_on, ends_on=new.contract_ends_on, **columns, **made)
        db.session.add(copy)
        db.session.flush()
        companies[row.id] = copy.id
        cases = (
            select(EnrolledCase)
            .join(SupportCase, SupportCase.id == EnrolledCase.case_id)
            .where(EnrolledCase.enrolment_id == row.id, SupportCase.deleted_at.is_(None))
        )
        for case in db.session.scalars(cases.order_by(EnrolledCase.id)).all():
            db.session.add(EnrolledCase(enrolment_id=copy.id, case_id=case.case_id, number=case.number))
        if chosen.carries_teams:
            _copy_team(row, copy.id, people, new.contract_starts_on, made)
    lasting = select(Exclusion).where(
        in_programme(viewer, Exclusion.programme_id), Exclusion.deleted_at.is_(None), Exclusion.ends_on.is_(None)
    )
    for exclusion in db.session.scalars(lasting).all():
        if exclusion.enrolment_id in companies and exclusion.producer_id in people:
            place = {"enrolment_id": companies[exclusion.enrolment_id], "producer_id": people[exclusion.producer_id]}
            columns = _columns(exclusion, *place, "starts_on", "deleted_at", "deleted_by_id")
            db.session.add(Exclusion(programme_id=new.id, **place, **columns, **made))
    return companies


def _copy_team(old: Enrolment, enrolment_id: int, people: dict[int, int], from_on: date, made: dict[str, Any]) -> None:
    """The team of the last day of support goes on from the first day, as far as its people do."""
    team = team_on(list_assigned(old.id), old.ends_on)
    places = [(team.lead, AssignmentRole.LEAD), *((one, AssignmentRole.SUB_LEAD) for one in team.sub_leads)]
    for producer_id, role in places:
        if producer_id in people:
            person = people[producer_id]
            db.session.add(Assignment(enrolment_id=enrolment_id, producer_id=person, role=role, starts_on=from_on, **made))
