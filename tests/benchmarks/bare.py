"""The least that a durable save can cost: one field into one SQLite row, ``synchronous=FULL``; and a page with nothing on it."""

from __future__ import annotations

import os
import sqlite3

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from tests.benchmarks.serving import EMPTY_PAGE

app = Flask("bare")
PATH = os.environ["BENCH_DATABASE"]


def _connect() -> sqlite3.Connection:
    connection = sqlite3.connect(PATH, isolation_level=None, timeout=30)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


_connect().execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, facts TEXT NOT NULL)")


@app.get("/")
def empty() -> str:
    return EMPTY_PAGE


@app.post("/save")
def save() -> Response:
    connection = _connect()
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO note (facts) VALUES (?)", (request.form["cases-0-facts"],))
        connection.execute("COMMIT")
    finally:
        connection.close()
    return redirect("/")
