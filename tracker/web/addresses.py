"""The program's addresses: in Flask's own words, at less cost where nothing about them is special.

A page has hundreds of links, and Flask looks for the rule, asks its converters and encodes every value for each. Here the path of
an endpoint is learned from Flask once for each programme; what is put into it are numbers and words that need no encoding.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from flask.globals import _cv_app, _cv_request
from werkzeug.routing import IntegerConverter, UnicodeConverter

_IN_PATH = re.compile(r"[A-Za-z0-9_.-]+").fullmatch
_IN_QUERY = re.compile(r"[A-Za-z0-9_.~!$'()*,/:;?@-]*").fullmatch
_SAFE = "!$'()*,/:;?@"
_STAND_IN = 7_000_000_001  # for what is put into a path while it is learned
_MOST_PATHS = 20_000
_PROGRAMME = "programme"


@dataclass(frozen=True, slots=True)
class Shape:
    """What an endpoint's path is made of, beside the programme: ``names`` with the kind of value that needs no encoding."""

    is_plain: bool
    of_programme: bool = False
    names: tuple[tuple[str, type], ...] = ()


class Program(Flask):
    """Flask whose ``url_for`` knows the paths of plain endpoints by heart."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self._shapes: dict[str, Shape] = {}
        self._paths: dict[tuple[str, str | None, str], str] = {}
        super().__init__(*args, **options)

    def url_for(
        self,
        /,
        endpoint: str,
        *,
        _anchor: str | None = None,
        _method: str | None = None,
        _scheme: str | None = None,
        _external: bool | None = None,
        **values: Any,
    ) -> str:
        address = None
        if _anchor is None and _method is None and _scheme is None and _external is None:
            address = self._plain(endpoint, values)
        if address is not None:
            return address
        return super().url_for(endpoint, _anchor=_anchor, _method=_method, _scheme=_scheme, _external=_external, **values)

    def _plain(self, endpoint: str, values: Mapping[str, Any]) -> str | None:
        """The address, or None where Flask has to make it, or to say why there is none."""
        shape = self._shapes.get(endpoint) or self._learn(endpoint)
        if not shape.is_plain:
            return None
        asked = _cv_request.get(None)
        if asked is None or asked.url_adapter is None:  # outside of a request an address has a host
            return None
        script = asked.url_adapter.script_name
        programme = None
        if shape.of_programme:
            programme = values.get(_PROGRAMME) or _cv_app.get().g.__dict__.get(_PROGRAMME)
            if type(programme) is not str:
                return None
        for name, kind in shape.names:
            value: Any = values.get(name)
            if type(value) is not kind or (isinstance(value, str) and not _IN_PATH(value)):
                return None
        path = self._paths.get((endpoint, programme, script)) or self._learn_path(endpoint, shape, programme, script)
        if shape.names:
            path %= values
        if len(values) == len(shape.names):
            return path
        of_path = {name for name, _kind in shape.names} | ({_PROGRAMME} if shape.of_programme else set())
        query = query_of({name: value for name, value in values.items() if name not in of_path})
        return None if query is None else path + query

    def _learn(self, endpoint: str) -> Shape:
        shape = Shape(is_plain=False)
        rules = self.url_map._rules_by_endpoint.get(endpoint, [])
        if len(rules) == 1 and not rules[0].defaults and endpoint != "static":
            kinds = {name: _kind_for(rules[0]._converters[name]) for name in rules[0].arguments if name != _PROGRAMME}
            if None not in kinds.values():
                names = tuple((name, kind) for name, kind in kinds.items() if kind is not None)
                shape = Shape(True, _PROGRAMME in rules[0].arguments, names)
        self._shapes[endpoint] = shape
        return shape

    def _learn_path(self, endpoint: str, shape: Shape, programme: str | None, script: str) -> str:
        stand_ins: dict[str, Any] = {name: kind(_STAND_IN + at) for at, (name, kind) in enumerate(shape.names)}
        of_programme: dict[str, Any] = {_PROGRAMME: programme} if shape.of_programme else {}
        path = super().url_for(endpoint, **stand_ins, **of_programme)
        if stand_ins:
            path = path.replace("%", "%%")
        for name, stand_in in stand_ins.items():
            path = path.replace(str(stand_in), f"%({name})s")
        if len(self._paths) >= _MOST_PATHS:
            self._paths.clear()
        self._paths[endpoint, programme, script] = path
        return path


def query_of(values: Mapping[str, Any]) -> str | None:
    """``?name=value&…`` of all that is not None, nothing of nothing; None where Flask would make several of one value."""
    written = []
    for name, value in values.items():
        if value is None:
            continue
        if isinstance(value, (list, tuple, set, frozenset, bytes)):
            return None
        written.append(_encoded(name, str(value)))
    return f"?{'&'.join(written)}" if written else ""


@lru_cache(maxsize=2_000)
def _encoded(name: str, text: str) -> str:
    """The rows of a list carry the same address to come back to."""
    return f"{name}={text}" if _IN_QUERY(text) and _IN_PATH(name) else urlencode({name: text}, safe=_SAFE)


def _kind_for(converter: Any) -> type | None:
    write = type(converter).to_url
    if write is UnicodeConverter.to_url:
        return str
    return int if write is IntegerConverter.to_url and not converter.fixed_digits else None
