"""A picture of the help shows its page as it is: where the page says something else by now, ``make pictures`` takes it anew."""

from __future__ import annotations

import json

from tests.journeys.demonstration import demonstration
from tests.journeys.help_pictures import ROOT, SAID, said


def test_every_picture_shows_what_its_page_says(templates, tmp_path):
    with demonstration(templates, tmp_path / "instance") as app:
        now = dict(said(app))
    then = json.loads(SAID.read_text("utf-8"))
    assert [picture for picture in now if now[picture] != then.get(picture)] == [], "make pictures"
    assert sorted(then) == sorted(now)
    assert [picture for picture in now if not (ROOT / "static" / picture).is_file()] == []
