"""The form class and the fields that every form is made of: they read what people really type."""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import date, time
from typing import Any

from flask import g, request
from flask.globals import _cv_app
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect, _FlaskFormCSRF, generate_csrf
from flask_wtf.form import _Auto
from wtforms import Form, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.csrf import core
from wtforms.meta import DefaultMeta
from wtforms.validators import InputRequired, Length, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.domain.dates import parse_day, parse_time, parse_whole_number
from tracker.domain.errors import RuleBroken
from tracker.domain.text import clean_line, clean_text
from tracker.web.refusals import say
from tracker.web.viewing import today

csrf = CSRFProtect()
BACK = "back_to_form"  # sent with a form that is not to be saved, but to be shown once more as it was typed


def csrf_token() -> str:
    """The token of this request, signed once: the rows of a list ask for it a hundred times."""
    made: str = _cv_app.get().g.__dict__.get("csrf_token") or generate_csrf()
    return made


class CSRFTokenField(core.CSRFTokenField):
    """The token is signed where it is shown: a form that was sent and is saved shows none."""

    def process(self, *args: Any, **kwargs: Any) -> None:
        HiddenField.process(self, *args, **kwargs)

    def _value(self) -> Any:
        return self.csrf_impl.generate_csrf_token(self)


class _Token(_FlaskFormCSRF):
    field_class = CSRFTokenField


class BaseForm(FlaskForm):
    """A form with its CSRF token; every POST goes through one."""

    class Meta(FlaskForm.Meta):
        csrf_class = _Token

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """A form that takes drafts is filled with the one that the page opens (``web/drafts/sending.py``)."""
            if formdata is _Auto and "filled_with" in g and hasattr(type(form), "idempotency_key"):
                return g.filled_with
            return super().wrap_formdata(form, formdata)

        @property
        def locales(self) -> list[str]:
            return [str(get_locale() or "ja")]

        def get_translations(self, form: Any) -> Any:
            """The sentences of the library itself: read once a language, where Flask-WTF reads them once a request."""
            return DefaultMeta.get_translations(self, form)

    def validate(self, extra_validators: Any = None) -> bool:
        g.sent_form = self
        valid: bool = super().validate(extra_validators)
        return valid and BACK not in request.form


class Required(InputRequired):
    """必須: refuses an empty field with a sentence that says what to enter."""

    def __init__(self, message: Any = None) -> None:
        super().__init__(message)

    def __call__(self, form: Form, field: Any) -> None:
        if not field.raw_data or not any(_is_given(value) for value in field.raw_data):
            field.errors = []
            raise StopValidation(self.words(field))

    def words(self, field: Any) -> str:
        """The sentence that it says of a blank field."""
        return str(self.message or _asks_for(field))


def _asks_for(field: Any) -> str:
    if hasattr(field, "iter_choices"):
        return gettext("%(field)sを選んでください。", field=field.label.text)
    return gettext("%(field)sを入力してください。", field=field.label.text)


def _is_given(value: object) -> bool:
    return bool(clean_line(value)) if isinstance(value, str) else bool(value)


class AtMost(Length):
    """Bounds a text; the sentence gives the length that fits."""

    def __init__(self, maximum: int) -> None:
        super().__init__(max=maximum, message=_l("%(max)d文字以内にしてください。"))


class LineField(StringField):
    """One line of text: trimmed, composed, without control characters."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = clean_line(valuelist[0]) if valuelist else ""


class BlockField(TextAreaField):
    """Several lines of text, kept as written but for control characters."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = clean_text(valuelist[0]) if valuelist else ""


class _ReadField(StringField, ABC):
    """A text field whose text is read into a value; what was typed comes back as typed when it cannot be read."""

    data: Any
    typed: str | None = None

    @abstractmethod
    def read(self, text: str) -> Any: ...

    @abstractmethod
    def write(self, value: Any) -> str: ...

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else self.write(self.data)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        if not valuelist:
            return
        self.typed = valuelist[0]
        self.data = None
        text = clean_line(valuelist[0])
        if text:
            try:
                self.data = self.read(text)
            except RuleBroken as broken:
                raise ValueError(say(broken)) from broken


class DateField(_ReadField):
    """A day as people write it: 2026/11/23, R8.11.23, 令和8年11月23日, full width."""

    def read(self, text: str) -> date:
        return parse_day(text, today=today())

    def write(self, value: date) -> str:
        return f"{value:%Y/%m/%d}"


class TimeField(_ReadField):
    """A time of day: 9:30, 0930, 9時半."""

    def read(self, text: str) -> time:
        return parse_time(text)

    def write(self, value: time) -> str:
        return f"{value:%H:%M}"


class NumberField(_ReadField):
    """A whole number between two bounds, full-width digits welcome."""

    def __init__(
        self, label: Any = None, validators: Any = None, *, minimum: int = 0, maximum: int = 10**9, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.minimum, self.maximum = minimum, maximum

    def read(self, text: str) -> int:
        return parse_whole_number(text, minimum=self.minimum, maximum=self.maximum)

    def write(self, value: int) -> str:
        return str(value)


class CheckboxesField(SelectMultipleField):
    """Several choices as check boxes; a choice that was not offered is refused in words."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Form) -> None:
        offered = {value for value, *_ in self.iter_choices()}
        if any(value not in offered for value in self.data or ()):
            raise StopValidation(gettext("一覧にある項目から選んでください。"))


class _Offered:
    """Mixed into fields of one choice: what was not offered is refused in words."""

    def pre_validate(self, form: Form) -> None:
        field: Any = self
        if field.data is not None and field.data not in {value for value, *_ in field.iter_choices()}:
            raise StopValidation(gettext("一覧にある項目から選んでください。"))


class ChoiceField(_Offered, SelectField):
    """One choice of a list that folds open."""


class RadioChoiceField(_Offered, RadioField):
    """One choice of up to seven, all in sight."""


class HiddenKeyField(HiddenField):
    """The idempotency key of what the form makes: chosen when the form is first shown, so that sending it twice makes one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default=lambda: secrets.token_hex(16), **kwargs)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = clean_line(valuelist[0])[:64] if valuelist else None


class HiddenVersionField(HiddenField):
    """The version that an edit started from; 0, which no row has, for anything but a number."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = valuelist[0] if valuelist else ""
        self.data = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def choices(enum: Any, say_label: Callable[[Any], Any]) -> list[tuple[str, Any]]:
    """The choices of an enum under their labels."""
    return [(member.value, say_label(member)) for member in enum]
