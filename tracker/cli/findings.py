"""What is wrong with a database and its attachments, one sentence a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tracker.queries import integrity
from tracker.queries.audit_chain import check_chain
from tracker.services.attachment_files import KeptFile
from tracker.services.outages import Outage, outage_of


def as_far_as_readable(findings: Iterable[str]) -> Iterator[str]:
    """What a part of the check finds, and that it ended early where the database cannot be read there."""
    try:
        yield from findings
    except Exception as error:
        if outage_of(error) is not Outage.DAMAGED:
            raise
        yield "データベースの破損： 読めない部分がある / part of the database cannot be read"


def of_database() -> Iterator[str]:
    for damage in integrity.list_damages():
        yield f"データベースの破損： {damage} / the database is damaged"
    for table, row, named in integrity.list_dangling():
        of_row = "" if row is None else f" {row}"
        yield f"参照先がない行： {table}{of_row} → {named} / a row that names a row that is not there"
    for guard in integrity.list_missing_guards():
        yield f"変更の記録を守る仕組みがない： {guard} / a guard of the audit trail is missing"


def of_trail() -> Iterator[str]:
    found = check_chain()
    if found.broken is not None:
        yield f"変更の記録のつながりが番号{found.broken}で切れている / the audit trail is broken at entry {found.broken}"
    for entry_id in found.texts:
        yield f"変更の記録の番号{entry_id}の文が、記録されたときと違う / the texts of entry {entry_id} are not those noted"


def of_files(rows: Iterable[KeptFile], there: Mapping[str, str]) -> Iterator[str]:
    """``there``: the SHA-256 of every file that is there, by its name."""
    for kept in rows:
        if kept.name not in there:
            yield missing_file(kept)
        elif there[kept.name] != kept.digest:
            yield changed_file(kept)


def of_rows(counted: Mapping[str, int], told: Mapping[str, int]) -> Iterator[str]:
    """Tables of this version whose number of rows is not the one that a backup tells of itself."""
    for table in sorted(counted.keys() & told.keys()):
        if counted[table] != told[table]:
            yield f"行の数が違う表： {table}（{told[table]} → {counted[table]}） / a table with another number of rows"


def missing_file(kept: KeptFile) -> str:
    if kept.is_form:
        return f"ファイルのない様式： {kept.row_id} / a form whose file is gone"
    return f"ファイルのない添付： {kept.row_id} / an attachment whose file is gone"


def changed_file(kept: KeptFile) -> str:
    if kept.is_form:
        return f"中身が登録したときと違う様式： {kept.row_id} / a form whose file is not what was uploaded"
    return f"中身が保存したときと違う添付： {kept.row_id} / an attachment whose file is not what was kept"
