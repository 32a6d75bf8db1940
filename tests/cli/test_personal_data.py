"""``flask export-data``: one person's or company's data into a file of the owner's alone."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

from flask import Flask

from tests.cast import Cast
from tests.records import Records


def test_it_writes_a_zip_and_refuses_a_name_that_nobody_has(app: Flask, cast: Cast, records: Records, tmp_path: Path) -> None:
    runner, out = app.test_cli_runner(), tmp_path / "data.zip"
    programme = ["export-data", "--programme", "r8", "--out", str(out)]
    done = runner.invoke(args=[*programme, "--producer", cast["owner"].name])
    assert done.exit_code == 0, done.output
    assert out.stat().st_mode & 0o077 == 0
    assert "csv/producer.csv" in ZipFile(out).namelist()
    assert runner.invoke(args=[*programme, "--company", "架空アサヒ製作所"]).exit_code == 0
    refused = runner.invoke(args=[*programme, "--company", "どこにもない"])
    assert refused.exit_code == 1
    assert "0件あります" in refused.output
    assert runner.invoke(args=programme).exit_code == 2
