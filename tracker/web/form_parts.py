"""Parts of a form: rows by number, and parts of which little is sent as a rule, where what was left blank is not built."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import wtforms
from wtforms import FormField
from wtforms.utils import unset_value

MOST_DIGITS = 6


class FieldList(wtforms.FieldList):
    """Rows by number. What the library takes for one and cannot read (``²``, thousands of nines) makes no row."""

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        begins = f"{prefix}-"
        after = len(begins)
        numbers = [name[after:].partition("-")[0] for name in formdata if name.startswith(begins)]
        return (int(number) for number in numbers if _is_number(number))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS


class PartField(FormField):
    """A form within a form, built at once where something of it was sent and else when somebody asks for it."""

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        self._given = formdata, data
        if any(name.startswith(self.name + self.separator) for name in formdata or ()):
            super().process(formdata, data)

    def __getattr__(self, name: str) -> Any:
        """``form`` is there once it is built."""
        if name == "form":
            super().process(*self._given)
            return self.form
        return super().__getattr__(name)

    def post_process(self, formdata: Any = None) -> None:
        if "form" in vars(self):
            super().post_process(formdata)

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        return "form" not in vars(self) or bool(super().validate(form, extra_validators))


class RowsField(FieldList):
    """Rows of which the blank ones at the end are left out; fields ``beside`` the words make no row of one by themselves."""

    def __init__(self, *args: Any, beside: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.beside = beside

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        last, begins = -1, f"{prefix}-"
        for name in [name for name in formdata if name.startswith(begins)]:
            index, _sign, rest = name.removeprefix(begins).partition("-")
            if (
                rest not in self.beside
                and _is_number(index)
                and int(index) > last
                and any(map(str.strip, formdata.getlist(name)))
            ):
                last = int(index)
        return (index for index in super()._extract_indices(prefix, formdata) if index <= last)
