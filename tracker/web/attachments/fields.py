"""The hidden field that names the pictures and recordings which count as a note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from wtforms import HiddenField
from wtforms.widgets import html_params

from tracker.domain.attachments import picture_keys


class HiddenPicturesField(HiddenField):
    """Keys made in the browser, one hidden input each; what is no key is none. ``data`` is a frozenset of keys."""

    data: Any

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = picture_keys(list(valuelist))

    def process_data(self, value: Any) -> None:
        self.data = frozenset(value or ())

    def __call__(self, **_attributes: Any) -> Markup:
        inputs = (f"<input {html_params(type='hidden', name=self.name, value=key)}>" for key in sorted(self.data or ()))
        return Markup("".join(inputs))
