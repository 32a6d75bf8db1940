#!/usr/bin/env python3
"""From nothing but Python 3.11 to the running program: environment, database, demonstration data, server."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import NoReturn

from set_up.checks import check_folder, check_port, check_python, read_port
from set_up.database import prepare_database
from set_up.made import compile_translations, prepare_assets
from set_up.packages import prepare_environment
from set_up.places import ROOT
from set_up.server import serve
from set_up.upgrade import WITHIN, go_back_if_cut_short, upgrade
from set_up.words import Stop, tell, words

ROOM_FOR_DATA = 100 * 1024 * 1024


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:  # argparse's own message is in English alone
        given = " ".join(sys.argv[1:])
        said = words(
            "「{given}」を読めません。書き方は run.py --help でご覧ください。",
            "Cannot read “{given}”: see run.py --help.",
            given=given,
        )
        self.exit(2, f"{said}\n")


def options() -> argparse.Namespace:
    parser = Parser(
        usage=argparse.SUPPRESS,
        description=words(
            "使い方：run.py [オプション]\n\nプログラムを用意して起動します。",
            "Usage: run.py [OPTIONS]\n\nSets the program up and starts it.",
        ),
        epilog=words(
            "環境変数：PORT（8000）、HOST（127.0.0.1）、DEMO_PASSWORD、\nTRACKER_INSTANCE、DATABASE_URL。README.ja.mdをご覧ください。",
            "Environment: PORT (8000), HOST (127.0.0.1), DEMO_PASSWORD,\nTRACKER_INSTANCE, DATABASE_URL. See README.md.",
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=False,
    )
    group = parser.add_argument_group(words("使えるオプション", "Options"))
    group.add_argument("-h", "--help", action="help", help=words("この説明を表示して終わります。", "show this message and exit"))
    for name, japanese, english in (
        ("--set-up", "用意だけをして、起動しません。", "set up, but do not start"),
        ("--no-demo", "体験用のデータを入れません。", "load no demonstration data"),
        (
            "--mend",
            "途中で終わった更新があれば元に戻すだけで、ほかは何もしません。",
            "undo an upgrade that was cut short, and nothing else",
        ),
        (
            "--for-tests",
            "検査に使う環境だけを用意します（make testが使います）。",
            "make the environment of the tests alone (used by make)",
        ),
    ):
        group.add_argument(name, action="store_true", help=words(japanese, english))
    group.add_argument(
        "--upgrade",
        nargs="?",
        const="",
        metavar="VERSION",
        help=words(
            "VERSION（なければ最新の版）に更新します。失敗すれば元に戻します。",
            "upgrade to VERSION (the newest unless given); go back if that fails",
        ),
    )
    group.add_argument(WITHIN, action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def start(chosen: argparse.Namespace) -> int:
    check_python()
    locks = [ROOT / "requirements.txt"]
    if chosen.for_tests:
        prepare_environment([*locks, ROOT / "requirements-dev.txt"])
        compile_translations()
        return 0
    instance = Path(os.environ.get("TRACKER_INSTANCE") or ROOT / "instance").resolve()
    os.environ["TRACKER_INSTANCE"] = str(instance)  # the commands below run in another folder
    if not chosen.within_upgrade:
        go_back_if_cut_short(instance)
    if chosen.mend:
        return 0
    host, port = os.environ.get("HOST") or "127.0.0.1", read_port()
    if chosen.upgrade is not None:
        upgrade(instance, host, port, chosen.upgrade or None)
        return 0
    if not chosen.set_up:
        check_port(host, port)
    check_folder(instance, ROOM_FOR_DATA)
    prepare_environment(locks)
    compile_translations()
    prepare_assets(instance)
    prepare_database(instance, with_demo=not chosen.no_demo)
    if not chosen.set_up:
        return serve(host, port)
    if not chosen.within_upgrade:
        tell(
            "用意ができました。次に、最初の利用者を登録し（docs/ja/deployment.md の3章、Windows は docs/ja/windows.md）、"
            "--set-up を付けずに起動してください。",
            "All is set up. Next add the first accounts (docs/deployment.md, 3; Windows: docs/windows.md), "
            "then start without --set-up.",
        )
    return 0


def main() -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        return start(options())
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        tell("\n止めました。", "\nStopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
