"""Reads an uploaded form and fills it by changing nothing but the cells that are tied."""

from tracker.workbooks.forms.filling import fill_form
from tracker.workbooks.forms.reading import read_form
from tracker.workbooks.forms.taking import why_no_place

__all__ = ["fill_form", "read_form", "why_no_place"]
