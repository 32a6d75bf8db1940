"""The ``flask`` commands, a file a noun."""

import click
from flask import Flask

from tracker.cli.attachments import attachments
from tracker.cli.backup import backup
from tracker.cli.check import check
from tracker.cli.demo import demo
from tracker.cli.diary import diary
from tracker.cli.export_data import export_data
from tracker.cli.hand_log import import_log
from tracker.cli.language import speak
from tracker.cli.purge import purge
from tracker.cli.reindex import reindex
from tracker.cli.remind import remind
from tracker.cli.report import report
from tracker.cli.restore import restore
from tracker.cli.roster import import_roster
from tracker.cli.submissions import submissions
from tracker.cli.tidy import tidy
from tracker.cli.user import user

COMMANDS = (
    attachments,
    backup,
    check,
    demo,
    diary,
    export_data,
    import_log,
    import_roster,
    purge,
    reindex,
    remind,
    report,
    restore,
    submissions,
    tidy,
    user,
)


def init_app(app: Flask) -> None:
    for command in COMMANDS:
        app.cli.add_command(command)
    if click.get_current_context(silent=True):  # a command loads the program, and not a server
        speak()
