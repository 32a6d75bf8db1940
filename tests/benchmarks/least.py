"""The program with two handlers more, each behind all that every handler of the program passes: one row kept durably, and a page
with nothing on it.

That is the server's settings, the middleware, the write lock before anything is read, the session's lookup, the right to log, the
CSRF check, the commit and the redirect. They are the least that any save and any page of this program can cost.
"""

from __future__ import annotations

from flask import redirect, request, url_for
from sqlalchemy import Column, Integer, MetaData, Table, Text, insert
from werkzeug.wrappers import Response

from tests.benchmarks.build import NOW
from tests.benchmarks.serving import EMPTY_PAGE
from tracker.application import create_app
from tracker.database import db
from tracker.domain.access import Act
from tracker.web.rights import may
from tracker.web.writing import writes

ROW, NOTHING = "/p/<programme>/one-row", "/p/<programme>/nothing"
NOTE = Table("bench_note", MetaData(), Column("id", Integer, primary_key=True), Column("facts", Text, nullable=False))

app = create_app(clock=lambda: NOW)  # the day that the data were made for: on an earlier one the form warns of records to come


@app.post(ROW)
@may(Act.LOG)
@writes
def one_row() -> Response:
    db.session.execute(insert(NOTE), {"facts": request.form["cases-0-facts"]})
    return redirect(url_for("visits.index"))


@app.get(NOTHING)
@may(Act.LOG)
def nothing() -> str:
    return EMPTY_PAGE


with app.app_context():
    NOTE.create(db.engine, checkfirst=True)
    db.engine.dispose()  # the server parts into processes after this: none inherits a connection
