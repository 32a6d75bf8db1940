"""Reads a programme's roster from an opened workbook: supported companies with their teams, supporters, cases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from tracker.domain.areas import Area, find_area, find_area_in_address, find_prefecture
from tracker.domain.calendar import Period, fiscal_year_period
from tracker.domain.corporate_number import parse_corporate_number
from tracker.domain.era import ERAS
from tracker.domain.errors import RuleBroken
from tracker.domain.text import clean_line, clean_text, legal_name, search_key, split_names
from tracker.domain.words import N_
from tracker.rows.roster import RosterCase, RosterCompany, RosterProblem, RosterProducer, RosterSheet
from tracker.workbooks.opening import OpenedSheet, OpenedWorkbook
from tracker.workbooks.tables import TOO_LONG, Column, Findings, Table, TableRow, find_table, heading_key, rows_of

NAMES_OF_COMPANIES = (
    "企業名",
    "会社名",
    "社名",
    "支援企業名",
    "支援企業",
    "支援先企業",
    "支援先",
    "企業",
    "法人名",
    "商号",
    "事業者名",
)
READINGS = (
    "フリガナ",
    "カナ",
    "よみ",
    "よみがな",
    "読み",
    "読み仮名",
    "読みがな",
    "カナ名",
    "企業名カナ",
    "氏名カナ",
    "会社名カナ",
)

COMPANY_COLUMNS = (
    Column("name", "企業名", NAMES_OF_COMPANIES, required=True),
    Column("number", "No.", ("No", "番号", "通番", "項番", "連番", "#")),
    Column("kana", "フリガナ", READINGS),
    Column("corporate_number", "法人番号"),
    Column("prefecture", "都道府県", ("都道府県名", "県", "県名")),
    Column("municipality", "市区町村", ("市区町村名", "市町村", "市町村名", "市区郡町村")),
    Column("address", "所在地", ("住所", "本社所在地", "本社住所", "企業所在地")),
    Column("starts_on", "支援開始日", ("開始日", "支援開始", "支援開始年月日", "支援期間開始", "支援期間開始日"), required=True),
    Column("ends_on", "支援終了日", ("終了日", "支援終了", "支援終了年月日", "支援期間終了", "支援期間終了日", "支援終了予定日")),
    Column("lead", "主担当", ("主担当者", "主担当者名", "主担当名", "主担当氏名"), repeated=True, required=True),
    Column("sub_leads", "副担当", ("副担当者", "副担当者名", "副担当名", "副担当氏名"), repeated=True, required=True),
    Column("remarks", "備考", ("メモ", "摘要", "特記事項")),
)
PRODUCER_COLUMNS = (
    Column(
        "name", "氏名", ("名前", "担い手", "担い手名", "担い手氏名", "支援者", "支援者名", "担当者", "担当者名"), required=True
    ),
    Column("number", "No.", ("No", "番号", "通番", "項番", "連番", "#")),
    Column("kana", "フリガナ", READINGS),
    Column("category", "区分", ("種別", "所属区分", "職種", "役割", "立場")),
    Column("email", "メールアドレス", ("メール", "Eメール", "E-mail", "email", "mail", "mailアドレス", "電子メール", "アドレス")),
    Column("joined_on", "参加日", ("着任日", "就任日", "開始日", "参加開始日", "在籍開始日", "担当開始日")),
    Column("left_on", "離任日", ("退任日", "終了日", "参加終了日", "在籍終了日", "担当終了日")),
)
CASE_COLUMNS = (
    Column("company", "企業名", NAMES_OF_COMPANIES, required=True),
    Column("number", "案件番号", ("案件No", "No", "番号", "案件ID")),
    Column("title", "案件名", ("案件", "件名", "案件名称", "テーマ", "題名", "支援テーマ"), required=True),
    Column("kind", "種別", ("区分", "案件種別", "案件区分", "分類", "種類")),
)
COMPANY_SHEETS = (
    "支援企業",
    "支援企業一覧",
    "支援企業名簿",
    "支援先",
    "支援先企業",
    "支援先一覧",
    "企業",
    "企業一覧",
    "企業名簿",
)
PRODUCER_SHEETS = ("担い手", "担い手一覧", "担い手名簿", "イノベP担い手", "支援者", "支援者一覧", "支援者名簿", "プロデューサー")
CASE_SHEETS = ("案件", "案件一覧", "支援案件", "支援案件一覧")

_FISCAL_YEAR = re.compile(
    rf"(?P<era>{'|'.join(f'{era.name}|{era.letter}' for era in ERAS)})\.?(?P<n>\d{{1,2}}|元)年?度|(?P<year>20\d\d)年?度"
)
_ORGANISATION = re.compile(r"^実施機関名?\s*[:：]?\s*(.*)$")
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
NO_PLACE = N_("空です。所在地の都道府県と市区町村を記入してください。")
UNKNOWN_PREFECTURE = N_("都道府県「%(name)s」が見つかりません。「埼玉県」のように記入してください。")
UNKNOWN_MUNICIPALITY = N_(
    "市区町村「%(name)s」が%(prefecture)sに見つかりません。「入間市」のように、いまの名称で記入してください。"
)
UNKNOWN_ADDRESS = N_(
    "「%(name)s」から都道府県と市区町村を読み取れません。「埼玉県入間市…」のように都道府県から記入してください。"
)
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
        self.today = today
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
            organisation = _organisation_in(companies)
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

    def _problem(self, sheet: str, row: int | None, sentence: str, **params: object) -> None:
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
        found = next((year for text in table.above if (year := _fiscal_year_in(text))), None)
        if found is None and self.fiscal_year is None:
            self._problem(table.sheet.title, None, NO_FISCAL_YEAR)
        elif found and self.fiscal_year and found != self.fiscal_year:
            self._problem(table.sheet.title, 1, OTHER_FISCAL_YEAR, found=found, wanted=self.fiscal_year)
        self.fiscal_year = self.fiscal_year or found

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
                _complain_of_nothing(row, "name", NO_PERSON)
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
        for row in rows_of(table, COMPANY_COLUMNS, numbering="number"):
            name = legal_name(row.text("name"))
            key = search_key(name)
            if max(len(name), len(key)) > 200:
                row.complain("name", TOO_LONG, limit=200)
            corporate_number = self._corporate_number(row, numbers)
            prefecture, municipality, area_code = _place(row)
            starts_on, ends_on = self._support_period(row)
            lead, sub_leads = self._team(row)
            remarks = "\n".join(row.texts("remarks", limit=_REMARKS_LIMIT, clean=clean_text))
            company = RosterCompany(
                *(row.number, row.text("number", limit=20), name, key, row.text("kana"), corporate_number),
                *(prefecture, municipality, area_code, starts_on, ends_on, lead, sub_leads, remarks),
            )
            if not name:
                _complain_of_nothing(row, "name", NO_NAME)
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
        starts_on = row.day(first, today=self.today, epoch=self.workbook.epoch)
        ends_on = row.day(last, today=self.today, epoch=self.workbook.epoch)
        if starts_on and ends_on and ends_on < starts_on:
            row.complain(last, ENDS_FIRST, starts_on=starts_on.isoformat(), ends_on=ends_on.isoformat())
            return starts_on, None
        return starts_on, ends_on

    def _support_period(self, row: TableRow) -> tuple[date | None, date | None]:
        starts_on, ends_on = self._days(row, "starts_on", "ends_on")
        if not row.raw("starts_on"):
            row.complain("starts_on", NO_DAY)
        if starts_on and self.fiscal_year and not Period(starts_on, ends_on).overlaps(fiscal_year_period(self.fiscal_year)):
            row.complain("starts_on", OUTSIDE_YEAR, year=self.fiscal_year)
        return starts_on, ends_on

    def _team(self, row: TableRow) -> tuple[str, tuple[str, ...]]:
        leads, sub_leads = self._names(row, "lead"), self._names(row, "sub_leads")
        if not row.raw("lead"):
            row.complain("lead", NO_LEAD)
        if not row.raw("sub_leads"):
            row.complain("sub_leads", NO_SUB_LEAD)
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
                _complain_of_nothing(row, "company", NO_NAME)
            elif company is None and self.companies_by_key:
                row.complain("company", UNKNOWN_COMPANY, name=written)
            if not title:
                _complain_of_nothing(row, "title", NO_TITLE)
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


def _complain_of_nothing(row: TableRow, field: str, sentence: str) -> None:
    """Only of a cell that is empty: one that could not be read has been complained of already."""
    if not row.raw(field):
        row.complain(field, sentence)


def _place(row: TableRow) -> tuple[str, str, str]:
    """Prefecture, municipality, standard area code, from their own columns or from the address."""
    prefecture, municipality, address = row.text("prefecture"), row.text("municipality"), row.text("address")
    if not prefecture and not municipality and address:
        area = find_area_in_address(address)
        if area is None:
            row.complain("address", UNKNOWN_ADDRESS, name=address)
        return _parts(area)
    found = find_prefecture(prefecture)
    if prefecture and not found:
        row.complain("prefecture", UNKNOWN_PREFECTURE, name=prefecture)
    if not prefecture and (area := find_area_in_address(municipality)):
        return _parts(area)
    for field, text in (("prefecture", prefecture), ("municipality", municipality)):
        if not text and not (field == "municipality" and address):
            _complain_of_nothing(row, field if field in row.table.places else "address", NO_PLACE)
    if not found:
        return "", municipality, ""
    area = find_area(found, municipality) if municipality else find_area_in_address(found + address.removeprefix(found))
    if area is None and municipality:
        row.complain("municipality", UNKNOWN_MUNICIPALITY, name=municipality, prefecture=found)
    elif area is None and address:
        row.complain("address", UNKNOWN_ADDRESS, name=address)
    return _parts(area) if area else (found, municipality, "")


def _parts(area: Area | None) -> tuple[str, str, str]:
    return (area.prefecture, area.municipality, area.code) if area else ("", "", "")


def _fiscal_year_in(text: str) -> int | None:
    found = _FISCAL_YEAR.search("".join(unicodedata.normalize("NFKC", text).split()))
    if found is None:
        return None
    if found["year"]:
        return int(found["year"])
    era = next(era for era in ERAS if found["era"] in (era.name, era.letter))
    return era.first_day.year + (1 if found["n"] == "元" else int(found["n"])) - 1


def _organisation_in(table: Table) -> str:
    texts = list(table.above)
    for place, text in enumerate(texts):
        if found := _ORGANISATION.match(text):
            following = texts[place + 1] if place + 1 < len(texts) else ""
            return clean_line(found[1] or following)
    return ""
