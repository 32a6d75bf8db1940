"""Tells of an upgrade that failed: what it was, where things stand, what comes next; the details go into a file."""

from __future__ import annotations

import sys
import time
import traceback
from pathlib import Path

from set_up.words import Stop, words


def keep_details(instance: Path, error: BaseException) -> str:
    """Where all that was said of the fault is kept; on the screen itself where the disk takes nothing."""
    log = instance / "upgrade.log"
    said = f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {''.join(traceback.format_exception(error))}\n"
    try:
        with log.open("a", encoding="utf-8") as file:
            file.write(said)
    except OSError:
        print(said, file=sys.stderr)
        return "–"
    return str(log)


def gone_back(step: str, error: BaseException, *, old: str, backup: str, log: str) -> Stop:
    return Stop(
        words(
            "更新できませんでした：{what}\n"
            "元の版（{old}）に戻しました。データも更新の前のままです。\n"
            "更新の前のデータの控え：{backup}\n"
            "詳しい記録：{log}\n"
            "このまま起動すれば、元の版を使えます。記録の終わりにある原因を直してから、もう一度更新してください。",
            "The upgrade failed: {what}\n"
            "The version before ({old}) is back, and the data is as it was.\n"
            "The backup taken before: {backup}\n"
            "Details: {log}\n"
            "Start the program, and the version before goes on. Mend what the end of the details names, then upgrade once more.",
            what=_what_failed(step, error),
            old=old[:12],
            backup=backup if Path(backup).is_file() else "–",
            log=log,
        )
    )


def not_gone_back(*, old: str, backup: str, log: str) -> Stop:
    return Stop(
        words(
            "元の版（{old}）に戻している途中で失敗しました。プログラムはまだ起動できません。\n"
            "更新の前のデータの控え：{backup}\n"
            "詳しい記録：{log}\n"
            "記録の終わりにある原因（ディスクの空きなど）を直してから、run.py --mend を実行してください。続きから元に戻します。",
            "Going back to the version before ({old}) failed on the way; the program cannot be started yet.\n"
            "The backup taken before: {backup}\n"
            "Details: {log}\n"
            "Mend what the end of the details names (room on the disk, say), then call run.py --mend: it goes on from there.",
            old=old[:12],
            backup=backup or "–",
            log=log,
        )
    )


def _what_failed(step: str, error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return words("途中で止められました。", "It was stopped on the way.")
    return {
        "keep_backup": words("データを控えられませんでした。", "The data could not be backed up."),
        "set_packages_aside": words("いまのパッケージをよけられませんでした。", "The packages could not be set aside."),
        "take_new_program": words("新しい版のプログラムを取り出せませんでした。", "The new program could not be taken."),
        "set_up_new_program": words(
            "新しい版のパッケージかデータを用意できませんでした。", "Packages or data could not be brought to the new version."
        ),
        "check_new_program": words(
            "新しい版にしたデータの検査で、問題が見つかりました。", "The check of the data in the new version found something."
        ),
    }[step]
