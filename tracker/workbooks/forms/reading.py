"""Reads an uploaded form to what its pages draw and what can be tied."""

from __future__ import annotations

from tracker.rows.forms import FormBook
from tracker.workbooks.forms.names import names_of
from tracker.workbooks.forms.parts import FormPackage, refusing_the_broken
from tracker.workbooks.forms.sheets import SheetReader


def read_form(data: bytes) -> FormBook:
    """All sheets and names; RuleBroken with ``field="file"`` says what is wrong with the file and what to do."""
    with refusing_the_broken():
        package = FormPackage(data)
        reader = SheetReader(package)
        return FormBook(tuple(reader.read(sheet) for sheet in package.sheets), names_of(package))
