"""What the columns that hold words are called on screen, where a page names one of any table."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.rows.redactions import PlaceRow

FIELD_WORDS = {
    "name": _l("名前"),
    "kana": _l("フリガナ"),
    "title": _l("題名"),
    "municipality": _l("所在地"),
    "street": _l("所在地"),
    "contact_name": _l("連絡担当者"),
    "contact_phone": _l("電話番号"),
    "contact_email": _l("メールアドレス"),
    "email": _l("メールアドレス"),
    "description": _l("内容"),
    "content": _l("内容"),
    "reason": _l("理由"),
    "status_reason": _l("理由"),
    "words": _l("本文"),
    "caption": _l("添付の説明"),
    "file_name": _l("ファイル名"),
    "facts": _l("聞いたこと・見たこと"),
    "interpretation": _l("診断・企て"),
    "report_summary": _l("報告用要約"),
    "internal_memo": _l("内部メモ"),
    "decisions": _l("決まったこと"),
    "place": _l("場所"),
    "counterparts": _l("先方の出席者"),
    "other_attendees": _l("そのほかの出席者"),
    "what": _l("宿題の内容"),
    "owner_name": _l("先方の担当者"),
    "kind_detail": _l("「その他」の内容"),
    "evidence": _l("裏付け"),
    "remarks": _l("備考"),
    "receipt": _l("受付番号"),
    "handed_to": _l("渡した相手"),
    "visitor": _l("来場者"),
    "note": _l("メモ"),
    "finding": _l("気づき"),
    "exhibit": _l("出展したもの"),
    "organiser": _l("主催者"),
    "lecturer": _l("講師"),
    "accepted_by": _l("承認した人"),
    "confirmed_by": _l("確定した人"),
    "approved_by": _l("確認した人"),
    "confirmed_by_name": _l("確認した人"),
    "text": _l("文言"),
    "fields": _l("書きかけの記録"),
    "lines": _l("確定した業務日誌の行"),
}
# The same name means something else in these tables.
_OF_TABLE = {
    ("audit_text", "before"): _l("変更の記録（変更前）"),
    ("audit_text", "after"): _l("変更の記録（変更後）"),
    ("audit_entry", "reason"): _l("変更の記録（理由。表示しないだけで、消えません）"),
    ("log_upload", "content"): _l("取り込んだ記録簿の内容"),
    ("form_template", "name"): _l("様式の名前"),
    ("form_template", "fixed_values"): _l("様式の決まった値"),
    ("form_version", "file_name"): _l("様式のファイル名"),
    ("form_version", "sheets"): _l("様式のシート名"),
    ("form_version", "mapping"): _l("様式のセルの結びつき"),
    ("roster_upload", "content"): _l("取り込んだ名簿の内容"),
    ("design_snapshot_box", "words"): _l("保存版の本文"),
}


def field_words(table: str, column: str) -> str:
    """The column's words; of a table that nobody named here, that it is one of its other fields."""
    words = _OF_TABLE.get((table, column)) or FIELD_WORDS.get(column)
    return str(words) if words is not None else _("そのほかの欄")


def _of_place(place: PlaceRow) -> str:
    return field_words(place.table, place.column)


def init_app(app: Flask) -> None:
    app.jinja_env.filters["redacted_field"] = _of_place
