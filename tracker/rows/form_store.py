"""What is tied in a form, made into text and back: how a version's mapping and a form's fixed values are kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from tracker.domain.form_fields import FormRecord
from tracker.domain.form_mapping import BandTie, BlankMark, CellTie, ColumnTie, FormMapping, Label, Tie
from tracker.domain.formatters import Format, Style


def pack_mapping(mapping: FormMapping) -> str:
    return json.dumps(asdict(mapping), ensure_ascii=False)


def unpack_mapping(text: str) -> FormMapping:
    """What :func:`pack_mapping` wrote."""
    stored = json.loads(text or "{}")
    return FormMapping(
        cells=tuple(_cell(tie) for tie in stored.get("cells", ())),
        bands=tuple(_band(band) for band in stored.get("bands", ())),
        lost=tuple(_tie(tie) for tie in stored.get("lost", ())),
        left_blank=tuple(BlankMark(**mark) for mark in stored.get("left_blank", ())),
    )


def pack_values(values: Mapping[str, str]) -> str:
    return json.dumps(dict(values), ensure_ascii=False)


def unpack_values(text: str) -> dict[str, str]:
    return {str(name): str(value) for name, value in json.loads(text or "{}").items()}


def pack_titles(titles: tuple[str, ...]) -> str:
    return json.dumps(titles, ensure_ascii=False)


def unpack_titles(text: str) -> tuple[str, ...]:
    return tuple(str(title) for title in json.loads(text or "[]"))


def _tie(stored: Mapping[str, Any]) -> Tie:
    return _band(stored) if "columns" in stored else _cell(stored)


def _cell(stored: Mapping[str, Any]) -> CellTie:
    return CellTie(**{**stored, "style": _style(stored["style"]), "labels": _labels(stored)})


def _band(stored: Mapping[str, Any]) -> BandTie:
    columns = tuple(ColumnTie(**{**one, "style": _style(one["style"]), "labels": _labels(one)}) for one in stored["columns"])
    return BandTie(**{**stored, "record": FormRecord(stored["record"]), "columns": columns})


def _style(stored: Mapping[str, Any]) -> Style:
    return Style(Format(stored["format"]), stored["parameter"], stored["dash"])


def _labels(stored: Mapping[str, Any]) -> tuple[Label, ...]:
    return tuple(Label(**label) for label in stored["labels"])
