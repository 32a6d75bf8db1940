"""Japanese first, English complete: which language this request speaks, and how days and numbers are said in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from flask import Flask, request, session
from flask.globals import _cv_app
from flask_babel import Babel, Domain, get_locale, gettext
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from tracker.config import ROOT
from tracker.domain.access import OPERATOR
from tracker.domain.calendar import TOKYO, Month, fiscal_year_of
from tracker.domain.era import era_date, era_fiscal_year, era_month
from tracker.domain.reasons import BESIDE, OF_PROGRAM
from tracker.web.templating import written
from tracker.web.viewing import find_signed_in

_NUMBERS = (int, float)
LOCALES = ("ja", "en")


def choose() -> str:
    """The person's own choice, else this browser's, else Japanese."""
    row = find_signed_in()
    chosen = (row.locale if row else None) or session.get("locale")
    if chosen in LOCALES:
        return str(chosen)
    return request.accept_languages.best_match(LOCALES, "ja") if request else "ja"


class CatalogueOfRequest(Domain):
    """Looks for the catalogue once a request, not once a sentence; Flask-Babel's ``refresh`` and ``force_locale`` drop it."""

    def get_translations(self) -> Any:
        found = getattr(_kept(), "babel_translations", None)
        if found is None:
            found = super().get_translations()
            kept = _kept()
            if kept is not None:
                kept.babel_translations = found
        return found


def _kept() -> Any:
    """Where Flask-Babel keeps what it found out for this request; None before it was asked, or outside of any."""
    context = _cv_app.get(None)  # asked for every day and sentence: past the proxy, which costs five calls
    return None if context is None else context.g.__dict__.get("_flask_babel")


def spoken() -> str:
    """The language of this request; Japanese outside of any."""
    locale = getattr(_kept(), "babel_locale", None) or get_locale()
    return "ja" if locale is None else locale.language


def is_japanese() -> bool:
    return spoken() == "ja"


def _install(app: Flask, catalogue: Domain) -> None:
    """``_`` and ``ngettext`` as Jinja makes them, without its calls by way of the context, which cost more than the sentence.

    A sentence is always a format; the values put into it are escaped. One without values is kept as it was said: templates hold
    so many and no more. :class:`tracker.web.templating.Code` asks for those with ``said``.
    """
    said_before: dict[Any, dict[str, str]] = {}  # by the catalogue of a language

    @pass_eval_context
    def say(escaping: EvalContext, sentence: str, /, **values: Any) -> str:
        if not values and escaping.autoescape:
            return said_alone(sentence)
        return _filled(escaping, catalogue.get_translations().ugettext(sentence), values)

    def said_alone(sentence: str) -> str:
        try:
            return said_before[_cv_app.get().g.__dict__["_flask_babel"].babel_translations][sentence]
        except (LookupError, AttributeError):  # the first sentence of a request, or the first time of this one
            translations = catalogue.get_translations()
            whole: str = Markup(translations.ugettext(sentence)) % {}
            said_before.setdefault(translations, {})[sentence] = whole
            return whole

    @pass_eval_context
    def say_number(escaping: EvalContext, one: str, many: str, number: int, /, **values: Any) -> str:
        return _filled(escaping, catalogue.get_translations().ungettext(one, many, number), {"num": number} | values)

    app.jinja_env.globals.update(_=say, gettext=say, ngettext=say_number)
    app.jinja_env.said = said_alone  # type: ignore[attr-defined]


def _filled(escaping: EvalContext, said: str, values: Mapping[str, Any]) -> str:
    """As ``Markup(said) % values``, without wrapping each value first; numbers have nothing to escape and keep their formats."""
    if not escaping.autoescape:
        return said % values
    return Markup(said % {name: value if type(value) in _NUMBERS else written(value) for name, value in values.items()})


def say_day(day: date | None) -> str:
    """2026年11月23日(月), in English Mon 23 Nov 2026; nothing for no day."""
    if day is None:
        return ""
    if is_japanese():
        return f"{day.year}年{day.month}月{day.day}日({'月火水木金土日'[day.weekday()]})"
    return format_date(day, "EEE d MMM y", locale="en")


def axis_day_format() -> str:
    """How a chart's axis writes a day, in the notation of d3: 11/23, or 23 Nov."""
    return "%-m/%-d" if is_japanese() else "%-d %b"


def say_short_day(day: date | None) -> str:
    """11/23(月): where the year is plain from its place."""
    if day is None:
        return ""
    if is_japanese():
        return f"{day.month}/{day.day}({'月火水木金土日'[day.weekday()]})"
    return format_date(day, "EEE d MMM", locale="en")


def say_day_among_years(day: date, here: int) -> str:
    """11/23(月) within the fiscal year ``here`` of the page, else 2026/11/23(月)."""
    if fiscal_year_of(day) == here:
        return say_short_day(day)
    return f"{day.year}/{say_short_day(day)}" if is_japanese() else format_date(day, "EEE d MMM y", locale="en")


def say_compact_day(day: date) -> str:
    """10/12: one of many beside each other."""
    return compact_day(spoken(), day)


@lru_cache(maxsize=4_000)
def compact_day(language: str, day: date) -> str:
    return f"{day.month}/{day.day}" if language == "ja" else format_date(day, "d MMM", locale="en")


def say_month(month: Month) -> str:
    return f"{month.year}年{month.month}月" if is_japanese() else format_date(month.first, "MMM y", locale="en")


def say_era_month(month: Month) -> str:
    """令和8年11月, in English Nov 2026."""
    return era_month(month.first) if is_japanese() else say_month(month)


def say_short_month(month: Month) -> str:
    return f"{month.month}月" if is_japanese() else format_date(month.first, "MMM", locale="en")


def say_fiscal_year(fiscal_year: int) -> str:
    """令和8年度, in English FY2026."""
    return era_fiscal_year(fiscal_year) if is_japanese() else f"FY{fiscal_year}"


def say_both_years(fiscal_year: int) -> str:
    """2026年度（令和8年度）; English knows no other name of it than FY2026."""
    return f"{fiscal_year}年度（{era_fiscal_year(fiscal_year)}）" if is_japanese() else say_fiscal_year(fiscal_year)


def say_time(value: time | None) -> str:
    return value.strftime("%H:%M") if value else ""


def say_span(minutes: int | None) -> str:
    """How long something took, 7:30 for seven hours and a half; nothing where that is not known."""
    return "" if minutes is None else f"{minutes // 60}:{minutes % 60:02d}"


def say_minute(minute: int | None) -> str:
    """A minute of the day as its clock: 540 is 09:00, the last one 24:00."""
    return "" if minute is None else f"{minute // 60:02d}:{minute % 60:02d}"


def say_instant(instant: datetime | None) -> str:
    """The Asia/Tokyo day and minute of an instant."""
    if instant is None:
        return ""
    local = instant.astimezone(TOKYO)
    return f"{say_day(local.date())} {local:%H:%M}"


def say_actor(name: str) -> str:
    """Who did something, by the name that was kept."""
    return gettext("コマンドでの操作") if name == OPERATOR else name


def say_reason(reason: str) -> str:
    """Why something was done: as somebody typed it, or what the program itself gave as the reason, in the reader's language."""
    return BESIDE.join(gettext(one) if one in OF_PROGRAM else one for one in reason.split(BESIDE))


def init_app(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "translations")
    app.config["BABEL_DEFAULT_LOCALE"] = "ja"
    catalogue = CatalogueOfRequest()
    Babel(app, locale_selector=choose).domain_instance = catalogue
    _install(app, catalogue)
    app.jinja_env.policies["ext.i18n.trimmed"] = True  # as babel.cfg collects them
    app.jinja_env.filters.update(
        actor=say_actor,
        reason=say_reason,
        day=say_day,
        short_day=say_short_day,
        day_among_years=say_day_among_years,
        month=say_month,
        short_month=say_short_month,
        clock_time=say_time,
        instant=say_instant,
        span=say_span,
        minute=say_minute,
        era=era_date,
        era_year=say_fiscal_year,
        both_years=say_both_years,
        era_month=say_era_month,
    )
