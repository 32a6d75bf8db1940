"""What a cell or a column of an uploaded form can be tied to: the report's own columns, by the record that each belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.words import N_


class ValueKind(StrEnum):
    """What a field's value is, and so which formats suit it."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    YEAR = "year"  # a fiscal year
    YES_NO = "yes_no"
    NAMES = "names"  # several texts


class FormRecord(StrEnum):
    """What a field is of: the whole report, or one row a company, case, visit, meeting, outcome, supporter."""

    PROGRAMME = "programme"
    COMPANY = "company"
    CASE = "case"
    VISIT = "visit"
    MEETING = "meeting"
    OUTCOME = "outcome"
    PERSON = "person"


BAND_RECORDS = tuple(record for record in FormRecord if record is not FormRecord.PROGRAMME)
SEQUENCE = "sequence"  # of every record: its place in the band


@dataclass(frozen=True, slots=True)
class FormField:
    """A field under the key that mappings keep: ``company.name``. ``label`` is for the page, marked for translation."""

    record: FormRecord
    name: str
    label: str
    kind: ValueKind = ValueKind.TEXT
    month: int | None = None  # of the twelve: the label takes it

    @property
    def key(self) -> str:
        return f"{self.record}.{self.name}"


_TEXT, _NUMBER, _DAY, _YES_NO, _NAMES = ValueKind.TEXT, ValueKind.NUMBER, ValueKind.DAY, ValueKind.YES_NO, ValueKind.NAMES
_MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
_VISITS_OF, _MEETINGS_OF = N_("%(month)s月の訪問回数"), N_("%(month)s月の会議回数")


def _of(record: FormRecord, *fields: tuple[str, str] | tuple[str, str, ValueKind]) -> tuple[FormField, ...]:
    place = () if record is FormRecord.PROGRAMME else (FormField(record, SEQUENCE, N_("通し番号（1から）"), _NUMBER),)
    return (*place, *(FormField(record, *field) for field in fields))


def _monthly(record: FormRecord) -> tuple[FormField, ...]:
    return tuple(
        FormField(record, f"{name}_{month}", label, _NUMBER, month)
        for name, label in (("visits", _VISITS_OF), ("meetings", _MEETINGS_OF))
        for month in _MONTHS
    )


FIELDS: tuple[FormField, ...] = (
    *_of(
        FormRecord.PROGRAMME,
        ("name", N_("事業の名称")),
        ("organisation", N_("実施機関")),
        ("fiscal_year", N_("年度"), ValueKind.YEAR),
        ("as_of", N_("基準日"), _DAY),
        ("starts_on", N_("対象期間の始まり"), _DAY),
        ("producers", N_("担い手の人数（基準日に名簿にいる人）"), _NUMBER),
        ("people", N_("担い手の氏名"), _NAMES),
        ("companies", N_("支援企業数"), _NUMBER),
        ("company_names", N_("支援企業の名称"), _NAMES),
        ("cases", N_("案件数"), _NUMBER),
        ("visit_count", N_("訪問回数（企業単位）"), _NUMBER),
        ("online_count", N_("うちオンライン"), _NUMBER),
        ("distinct_companies", N_("訪問した企業（実企業数）"), _NUMBER),
        ("case_visit_count", N_("案件別延べ回数"), _NUMBER),
        ("event_escorts", N_("展示会同行"), _NUMBER),
        ("meeting_count", N_("会議回数"), _NUMBER),
        ("company_meeting_count", N_("企業別延べ会議回数"), _NUMBER),
        ("outcomes", N_("成果（延べ件数）"), _NUMBER),
        ("outcome_companies", N_("成果のあった企業（実企業数）"), _NUMBER),
    ),
    *_of(
        FormRecord.COMPANY,
        ("number", N_("企業の番号"), _NUMBER),
        ("name", N_("企業名")),
        ("kana", N_("企業名のフリガナ")),
        ("corporate_number", N_("法人番号")),
        ("place", N_("所在地（都道府県と市区町村）")),
        ("prefecture", N_("都道府県")),
        ("municipality", N_("市区町村")),
        ("starts_on", N_("支援の開始日"), _DAY),
        ("ends_on", N_("支援の終了日"), _DAY),
        ("lead", N_("主担当")),
        ("sub_leads", N_("副担当"), _NAMES),
        ("team", N_("主担当と副担当"), _NAMES),
        ("staffing", N_("体制")),
        ("cases", N_("案件"), _NAMES),
        ("visit_count", N_("訪問回数（企業単位）"), _NUMBER),
        ("online_count", N_("うちオンライン"), _NUMBER),
        ("event_escorts", N_("展示会同行"), _NUMBER),
        ("meeting_count", N_("企業別延べ会議回数"), _NUMBER),
        ("outcomes", N_("成果（内容）"), _NAMES),
        ("outcome_count", N_("成果（延べ件数）"), _NUMBER),
    ),
    *_monthly(FormRecord.COMPANY),
    *_of(
        FormRecord.CASE,
        ("number", N_("案件番号")),
        ("title", N_("案件名")),
        ("kind", N_("案件の種類")),
        ("company", N_("企業名")),
        ("furthest", N_("いまのフェーズ")),
        ("listen", N_("聞く・聴くの最初の日"), _DAY),
        ("observe", N_("見る・観るの最初の日"), _DAY),
        ("diagnose", N_("診断するの最初の日"), _DAY),
        ("plan", N_("企てるの最初の日"), _DAY),
        ("days", N_("いまのフェーズの日数（初日を含む）"), _NUMBER),
        ("visit_count", N_("案件別延べ回数"), _NUMBER),
        ("outcomes", N_("成果（内容）"), _NAMES),
        ("told_challenges", N_("まとめ文：課題")),
        ("told_work", N_("まとめ文：取組")),
        ("told_outcomes", N_("まとめ文：成果")),
        ("told_to_come", N_("まとめ文：今後の対応事項")),
    ),
    *_of(
        FormRecord.VISIT,
        ("on", N_("訪問日"), _DAY),
        ("company", N_("企業名")),
        ("starts_at", N_("開始時刻")),
        ("ends_at", N_("終了時刻")),
        ("mode", N_("訪問の方法")),
        ("is_online", N_("オンラインか"), _YES_NO),
        ("people", N_("訪問した担い手"), _NAMES),
        ("people_count", N_("訪問した担い手の人数"), _NUMBER),
        ("cases", N_("扱った案件"), _NAMES),
        ("phases", N_("取り組んだフェーズ"), _NAMES),
        ("summary", N_("報告用要約"), _NAMES),
    ),
    *_of(
        FormRecord.MEETING,
        ("on", N_("会議の日"), _DAY),
        ("companies", N_("扱った企業"), _NAMES),
        ("starts_at", N_("開始時刻")),
        ("ends_at", N_("終了時刻")),
        ("mode", N_("会議の方法")),
        ("is_online", N_("オンラインか"), _YES_NO),
        ("people", N_("出席した担い手"), _NAMES),
        ("people_count", N_("出席した担い手の人数"), _NUMBER),
        ("phases", N_("取り組んだフェーズ"), _NAMES),
        ("summary", N_("報告用要約"), _NAMES),
    ),
    *_of(
        FormRecord.OUTCOME,
        ("on", N_("成果の日"), _DAY),
        ("company", N_("企業名")),
        ("case", N_("案件名")),
        ("kind", N_("成果区分")),
        ("detail", N_("成果区分の補足")),
        ("description", N_("成果の内容")),
        ("evidence", N_("裏付け")),
    ),
    *_of(
        FormRecord.PERSON,
        ("name", N_("氏名")),
        ("category", N_("担い手の区分")),
        ("leads", N_("主担当の企業"), _NAMES),
        ("sub_leads", N_("副担当の企業"), _NAMES),
    ),
)
_BY_KEY = {field.key: field for field in FIELDS}


def find_field(key: str) -> FormField | None:
    """The field of a key; None where there is none (any more)."""
    return _BY_KEY.get(key)


def fields_of(record: FormRecord) -> tuple[FormField, ...]:
    """The fields of one kind of record, in the order in which they are offered."""
    return tuple(field for field in FIELDS if field.record is record)
