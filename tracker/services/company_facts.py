"""What a form or a roster says of a company and its support, checked and made into what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.domain.areas import find_area, find_prefecture, municipalities_of
from tracker.domain.corporate_number import parse_corporate_number
from tracker.domain.errors import RuleBroken
from tracker.domain.text import legal_name, reading, search_key
from tracker.domain.words import N_


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """What is known of a company whatever programme supports it."""

    name: str
    kana: str = ""
    corporate_number: str = ""
    prefecture: str = ""
    municipality: str = ""
    street: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    may_be_named: bool = True


@dataclass(frozen=True, slots=True)
class SupportFacts:
    """A company's support in the programme; without a number the next one is taken. A criterion of None is 未確認."""

    starts_on: date
    ends_on: date
    number: int | None = None
    has_concrete_plan: bool | None = None
    has_stable_business: bool | None = None
    wants_growth: bool | None = None
    remarks: str = ""


def company_columns(company: CompanyFacts, stands: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The stored values; RuleBroken for a place or a 法人番号 that does not exist.

    A place that ``stands`` already may stay: municipalities merge, and the table only knows today's.
    """
    name = legal_name(company.name)
    if not name:
        raise RuleBroken(N_("企業名を入力してください。"), field="name")
    prefecture, municipality, area_code = _place(company, stands or {})
    return {
        "name": name,
        "search_key": search_key(name),
        "kana": reading(company.kana),
        "corporate_number": _read_corporate_number(company.corporate_number),
        "prefecture": prefecture,
        "municipality": municipality,
        "area_code": area_code,
        "street": company.street,
        "contact_name": company.contact_name,
        "contact_phone": company.contact_phone,
        "contact_email": company.contact_email,
        "may_be_named": company.may_be_named,
    }


def _place(company: CompanyFacts, stands: Mapping[str, Any]) -> tuple[str, str, str]:
    place = (company.prefecture, company.municipality)
    if all(place) and place == (stands.get("prefecture"), stands.get("municipality")):
        return (*place, stands["area_code"])
    prefecture = find_prefecture(company.prefecture)
    if prefecture is None:
        raise RuleBroken(N_("都道府県を選んでください。"), field="prefecture")
    area = find_area(prefecture, company.municipality)
    if area is None:
        raise RuleBroken(
            N_(
                "「%(name)s」は%(prefecture)sの市区町村の一覧にありません。いまの市区町村名を「%(example)s」のように入力してください。"
            ),
            field="municipality",
            name=company.municipality,
            prefecture=prefecture,
            example=municipalities_of(prefecture)[0].municipality,
        )
    return prefecture, area.municipality, area.code


def support_columns(support: SupportFacts) -> dict[str, Any]:
    return {
        "starts_on": support.starts_on,
        "ends_on": support.ends_on,
        "has_concrete_plan": support.has_concrete_plan,
        "has_stable_business": support.has_stable_business,
        "wants_growth": support.wants_growth,
        "remarks": support.remarks,
    }


def by_field(stands: dict[str, Any]) -> dict[str, Any]:
    names = (*CompanyFacts.__dataclass_fields__, *SupportFacts.__dataclass_fields__)
    return {name: stands[name] for name in names} | {"corporate_number": stands["corporate_number"] or ""}


def check_period(support: SupportFacts) -> None:
    if support.ends_on < support.starts_on:
        raise RuleBroken(N_("支援終了日は支援開始日以後の日にしてください。"), field="ends_on")


def _read_corporate_number(text: str) -> str | None:
    if not text:
        return None
    try:
        return parse_corporate_number(text)
    except RuleBroken as broken:
        raise RuleBroken(broken.sentence, field="corporate_number", **broken.params) from broken
