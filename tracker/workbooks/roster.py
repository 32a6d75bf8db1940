"""Reads a programme's roster from an opened workbook: supported companies with their teams, supporters, cases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from tracker.domain.calendar import Period, fiscal_year_period
from tracker.domain.corporate_number import parse_corporate_number
from tracker.domain.errors import RuleBroken
from tracker.domain.text import clean_text, legal_name, search_key, split_names
from tracker.domain.words import N_
from tracker.rows.roster import RosterCase, RosterCompany, RosterProblem, RosterProducer, RosterSheet
from tracker.workbooks.cells import heading_key
from tracker.workbooks.opening import OpenedSheet, OpenedWorkbook
from tracker.workbooks.places import read_place
from tracker.workbooks.roster_columns import (
    CASE_COLUMNS,
    CASE_SHEETS,
    COMPANY_COLUMNS,
    COMPANY_SHEETS,
    MUNICIPALITY,
    PRODUCER_COLUMNS,
    PRODUCER_SHEETS,
)
from tracker.workbooks.tables import NO_COLUMN, TOO_LONG, Column, Findings, Table, TableRow, find_table, rows_of
from tracker.workbooks.titles import fiscal_year_over, organisation_over

_EMAIL = re.compile(
    r"[^@\s,;:<>()\[\]\"\\]{1,64}@(?=.{4,189}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+"
)
_REMARKS_LIMIT = 2000

NO_SHEET = N_("シート「%(sheet)s」がありません。シートを追加するか、シート名を「%(sheet)s」にしてください。")
TWO_SHEETS = N_("シート「%(sheet)s」にあたるシートが2枚以上あります（%(sheets)s）。1枚にしてください。")
NO_FISCAL_YEAR = N_("年度が分かりません。表の上の題名に「令和7年度」のように書いてください。")
OTHER_FISCAL_YEAR = N_(
    "題名の年度（%(found)s年度）が、取り込む年度（%(wanted)s年度）と違います。ファイルか年度を確かめてください。"
)
NO_ROWS = N_("表に行が1つもありません。1行以上記入してください。")
NO_NAME = N_("企業名が空です。企業名を記入してください。")
NO_PERSON = N_("氏名が空です。氏名を記入してください。")
SAME_COMPANY = N_("「%(name)s」は%(row)s行目にもあります。1行にまとめてください。")
SAME_PERSON = N_("「%(name)s」は%(row)s行目にもあります。同じ人は1行に、別の人なら見分けられる氏名にしてください。")
SAME_VALUE = N_("「%(value)s」は%(row)s行目にもあります。どちらかを直してください。")
NO_DAY = N_("支援開始日が空です。日付を記入してください。")
ENDS_FIRST = N_("終わりの日（%(ends_on)s）が始まりの日（%(starts_on)s）より前です。日付を直してください。")
OUTSIDE_YEAR = N_("支援期間が%(year)s年度に1日もかかっていません。日付か年度を確かめてください。")
NO_LEAD = N_("主担当が空です。担い手から1人を記入してください。")
TWO_LEADS = N_("主担当が%(count)s人います（%(names)s）。主担当は1社に1人です。1人だけ残し、ほかの人は副担当にしてください。")
NO_SUB_LEAD = N_("副担当が空です。担い手から1人以上を記入してください。")
LEAD_IS_SUB_LEAD = N_("「%(name)s」が主担当と副担当の両方に入っています。どちらか一方にしてください。")
TWICE_SUB_LEAD = N_("「%(name)s」が副担当に2回入っています。1回にしてください。")
UNKNOWN_PERSON = N_("「%(name)s」は担い手の一覧にいません。氏名の書き方を合わせるか、担い手のシートに追加してください。")
BAD_EMAIL = N_("「%(value)s」をメールアドレスとして読めません。「name@example.jp」のように半角で1つだけ記入してください。")
NO_TITLE = N_("案件名が空です。案件名を記入してください。")
UNKNOWN_COMPANY = N_("「%(name)s」は支援企業の一覧にありません。企業名の書き方を合わせるか、支援企業のシートに追加してください。")
SAME_CASE = N_("同じ企業の同じ案件名が%(row)s行目にもあります。1行にするか、案件名を分けてください。")
NO_CASE = N_("「%(name)s」の案件が1件もありません。")


def read_roster(workbook: OpenedWorkbook, *, today: date, fiscal_year: int | None = None) -> RosterSheet:
    """Read all three sheets to the end and name every problem; ``fiscal_year`` is the one wanted, else the title's."""
    return _Roster(workbook, today, fiscal_year).read()


class _Roster:
    def __init__(self, workbook: OpenedWorkbook, today: date, fiscal_year: int | None) -> None:
        self.workbook = workbook
        self.nearest_to = today
        self.fiscal_year = fiscal_year
        self.findings = Findings([], [])
        self.people: dict[str, RosterProducer] | None = None
        self.companies_by_key: dict[str, RosterCompany] = {}

    def read(self) -> RosterSheet:
        companies = self._table(COMPANY_SHEETS, COMPANY_COLUMNS)
        producers = self._table(PRODUCER_SHEETS, PRODUCER_COLUMNS)
        cases = self._table(CASE_SHEETS, CASE_COLUMNS)
        organisation = ""
        if companies:
            organisation = organisation_over(companies)
            self._settle_fiscal_year(companies)
        found_people = tuple(self._producers(producers)) if producers else ()
        found_companies = tuple(self._companies(companies)) if companies else ()
        found_cases = tuple(self._cases(cases)) if cases else ()
        if companies and cases:
            self._note_companies_without_case(companies, found_companies, found_cases)
        for table, found in ((companies, found_companies), (producers, found_people), (cases, found_cases)):
            if table and not found:
                self._problem(table.sheet.title, None, NO_ROWS)
        order = {sheet.title: place for place, sheet in enumerate(self.workbook.sheets)}
        problems = sorted(self.findings.problems, key=lambda problem: (order.get(problem.sheet, -1), problem.row or 0))
        return RosterSheet(
            organisation,
            self.fiscal_year,
            found_companies,
            found_people,
            found_cases,
            tuple(problems),
            tuple(self.findings.notes),
        )

    def _problem(self, sheet: str, row: int | None, sentence: str, /, **params: object) -> None:
        self.findings.problems.append(RosterProblem(sheet, row, "", sentence, params))

    def _table(self, names: tuple[str, ...], columns: tuple[Column, ...]) -> Table | None:
        keys = {heading_key(name) for name in names}
        sheets: list[OpenedSheet] = [sheet for sheet in self.workbook.sheets if heading_key(sheet.title) in keys]
        sheets = [sheet for sheet in sheets if sheet.visible] or sheets
        if not sheets:
            self._problem(names[0], None, NO_SHEET, sheet=names[0])
            return None
        if len(sheets) > 1:
            self._problem(names[0], None, TWO_SHEETS, sheet=names[0], sheets="、".join(sheet.title for sheet in sheets))
        return find_table(sheets[0], columns, self.findings)

    def _settle_fiscal_year(self, table: Table) -> None:
        found, row = fiscal_year_over(table) or (None, None)
        if found is None and self.fiscal_year is None:
            self._problem(table.sheet.title, None, NO_FISCAL_YEAR)
        elif found and self.fiscal_year and found != self.fiscal_year:
            self._problem(table.sheet.title, row, OTHER_FISCAL_YEAR, found=found, wanted=self.fiscal_year)
        self.fiscal_year = self.fiscal_year or found
        if self.fiscal_year:
            # A month and a day alone (6/9) are meant in the roster's year: from its middle, that is the nearest one.
            self.nearest_to = date(self.fiscal_year, 10, 1)

    def _producers(self, table: Table) -> Iterator[RosterProducer]:
        self.people = {}
        emails: dict[str, int] = {}
        for row in rows_of(table, PRODUCER_COLUMNS, numbering="number"):
            name = row.text("name", limit=100)
            key = search_key(name)
            email = self._email(row, emails)
            joined_on, left_on = self._days(row, "joined_on", "left_on")
            producer = RosterProducer(
                row.number, name, key, row.text("kana", limit=100), row.text("category", limit=40), email, joined_on, left_on
            )
            if not name:
                row.complain_if_empty("name", NO_PERSON)
            elif key in self.people:
                row.complain("name", SAME_PERSON, name=name, row=self.people[key].row)
            else:
                self.people[key] = producer
                yield producer

    def _email(self, row: TableRow, seen: dict[str, int]) -> str:
        written = row.text("email", limit=254)
        email = unicodedata.normalize("NFKC", written).lower()
        if not email:
            return ""
        if not _EMAIL.fullmatch(email):
            row.complain("email", BAD_EMAIL, value=written)
        elif seen.setdefault(email, row.number) != row.number:
            row.complain("email", SAME_VALUE, value=email, row=seen[email])
        return email

    def _companies(self, table: Table) -> Iterator[RosterCompany]:
        numbers: dict[str, int] = {}
        if not {"municipality", "address"} & table.places.keys():
            self._problem(table.sheet.title, table.heading_row, NO_COLUMN, heading=MUNICIPALITY.heading)
        for row in rows_of(table, COMPANY_COLUMNS, numbering="number"):
            name = legal_name(row.text("name"))
            key = search_key(name)
            if max(len(name), len(key)) > 200:
                row.complain("name", TOO_LONG, limit=200)
            corporate_number = self._corporate_number(row, numbers)
            prefecture, municipality, area_code = read_place(row)
            starts_on, ends_on = self._support_period(row)
            lead, sub_leads = self._team(row)
            remarks = "\n".join(row.texts("remarks", limit=_REMARKS_LIMIT, clean=clean_text))
            company = RosterCompany(
                row=row.number,
                number=row.text("number", limit=20),
                legal_name=name,
                search_key=key,
                kana=row.text("kana"),
                corporate_number=corporate_number,
                prefecture=prefecture,
                municipality=municipality,
                area_code=area_code,
                starts_on=starts_on,
                ends_on=ends_on,
                lead_name=lead,
                sub_lead_names=sub_leads,
                remarks=remarks,
            )
            if not name:
                row.complain_if_empty("name", NO_NAME)
            elif key in self.companies_by_key:
                row.complain("name", SAME_COMPANY, name=name, row=self.companies_by_key[key].row)
            else:
                self.companies_by_key[key] = company
                yield company

    def _corporate_number(self, row: TableRow, seen: dict[str, int]) -> str:
        written = row.text("corporate_number")
        if not written:
            return ""
        try:
            number = parse_corporate_number(written)
        except RuleBroken as refused:
            row.complain("corporate_number", refused.sentence, **refused.params)
            return ""
        if seen.setdefault(number, row.number) != row.number:
            row.complain("corporate_number", SAME_VALUE, value=number, row=seen[number])
        return number

    def _days(self, row: TableRow, first: str, last: str) -> tuple[date | None, date | None]:
        starts_on = row.day(first, today=self.nearest_to, epoch=self.workbook.epoch)
        ends_on = row.day(last, today=self.nearest_to, epoch=self.workbook.epoch)
        if starts_on and ends_on and ends_on < starts_on:
            row.complain(last, ENDS_FIRST, starts_on=starts_on.isoformat(), ends_on=ends_on.isoformat())
            return starts_on, None
        return starts_on, ends_on

    def _support_period(self, row: TableRow) -> tuple[date | None, date | None]:
        starts_on, ends_on = self._days(row, "starts_on", "ends_on")
        row.complain_if_empty("starts_on", NO_DAY)
        if starts_on and self.fiscal_year and not Period(starts_on, ends_on).overlaps(fiscal_year_period(self.fiscal_year)):
            row.complain("starts_on", OUTSIDE_YEAR, year=self.fiscal_year)
        return starts_on, ends_on

    def _team(self, row: TableRow) -> tuple[str, tuple[str, ...]]:
        leads, sub_leads = self._names(row, "lead"), self._names(row, "sub_leads")
        row.complain_if_empty("lead", NO_LEAD)
        row.complain_if_empty("sub_leads", NO_SUB_LEAD)
        if len(leads) > 1:
            row.complain("lead", TWO_LEADS, count=len(leads), names="、".join(leads.values()))
        for key, name in sub_leads.items():
            if key in leads:
                row.complain("sub_leads", LEAD_IS_SUB_LEAD, name=name)
        return next(iter(leads.values()), ""), tuple(sub_leads.values())

    def _names(self, row: TableRow, field: str) -> dict[str, str]:
        """Search key → name as the supporters' sheet has it, of everybody written there whom that sheet knows."""
        names: dict[str, str] = {}
        known = [person.name for person in (self.people or {}).values()]
        for text in row.texts(field, clean=clean_text):
            for name in split_names(text, known=known):
                key = search_key(name)
                person = (self.people or {}).get(key)
                if person is None and self.people is not None:
                    row.complain(field, UNKNOWN_PERSON, name=name)
                elif key in names and field == "sub_leads":
                    row.complain(field, TWICE_SUB_LEAD, name=name)
                else:
                    names[key] = person.name if person else name
        return names

    def _cases(self, table: Table) -> Iterator[RosterCase]:
        numbers: dict[str, int] = {}
        titles: dict[tuple[str, str], int] = {}
        for row in rows_of(table, CASE_COLUMNS, numbering="number"):
            written, title = legal_name(row.text("company")), row.text("title")
            number, key = row.text("number", limit=20), search_key(written)
            company = self.companies_by_key.get(key)
            if not written:
                row.complain_if_empty("company", NO_NAME)
            elif company is None and self.companies_by_key:
                row.complain("company", UNKNOWN_COMPANY, name=written)
            if not title:
                row.complain_if_empty("title", NO_TITLE)
            elif titles.setdefault((key, search_key(title)), row.number) != row.number:
                row.complain("title", SAME_CASE, row=titles[key, search_key(title)])
            if number and numbers.setdefault(unicodedata.normalize("NFKC", number), row.number) != row.number:
                row.complain("number", SAME_VALUE, value=number, row=numbers[unicodedata.normalize("NFKC", number)])
            name = company.legal_name if company else written
            yield RosterCase(row.number, number, name, key, title, row.text("kind", limit=60))

    def _note_companies_without_case(
        self, table: Table, companies: tuple[RosterCompany, ...], cases: tuple[RosterCase, ...]
    ) -> None:
        with_case = {case.company_key for case in cases}
        self.findings.notes.extend(
            RosterProblem(table.sheet.title, company.row, "", NO_CASE, {"name": company.legal_name})
            for company in companies
            if company.search_key not in with_case
        )
