"""The templates' environment, and how the attributes of an input are written: both as the libraries do, at less cost.

A form has dozens of inputs and imports dozens of macros; together the libraries' own ways were a third of its calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from functools import cache
from keyword import iskeyword
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import pass_eval_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Call, Const, Expr, Getattr, Name, Node
from jinja2.runtime import Context, Macro
from jinja2.utils import internalcode
from markupsafe import Markup, escape
from wtforms.widgets import Input, core

_EVAL_CONTEXT = pass_eval_context(lambda _escaping: None).jinja_pass_arg  # type: ignore[attr-defined]
_WITHOUT = (FunctionType, MethodType, BuiltinMethodType)
_METHODS = frozenset(dir(dict))
_SPECIAL = re.compile("[&<>'\"]")


def attributes(**values: Any) -> Markup:
    """``html_params`` of WTForms in the same words: in order of the names, True as a bare name, False not at all."""
    written = []
    for name, value in sorted((core.clean_key(name), value) for name, value in values.items()):
        if value is True:
            written.append(name)
        elif value is not False:
            text = str(value)
            written.append(f'{name}="{escape(value) if _SPECIAL.search(text) else text}"')
    return Markup(" ".join(written))


@cache
def kind_of_type(name: str) -> str:
    """What ``components/field.html`` draws for the class of a field."""
    signs = {
        "hidden": ("Hidden", "CSRFToken"),
        "radios": ("Radio",),
        "checkboxes": ("SelectMultiple", "Checkboxes"),
        "checkbox": ("Boolean",),
        "date": ("Date",),
        "time": ("Time",),
    }
    return next((kind for kind, words in signs.items() if any(word in name for word in words)), "text")


class Calls(Context):
    """A template's calls of macros and functions; Jinja itself asks each five times what it wants before its arguments."""

    @internalcode
    def call(__self, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        kind = type(__obj)
        if kind is Macro or (kind is FunctionType and getattr(__obj, "jinja_pass_arg", None) is _EVAL_CONTEXT):
            args = (__self.eval_ctx, *args)
        elif kind not in _WITHOUT or hasattr(__obj, "jinja_pass_arg"):
            return super().call(__obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return __obj(*args, **kwargs)


def written(value: Any) -> str:
    """``escape``, for what goes straight into a page: most of it is a word or a number with nothing to escape."""
    kind = type(value)
    if kind is str:
        return escape(value) if _SPECIAL.search(value) else value
    if kind is Markup:
        return str(value)
    return str(value) if kind is int else escape(value)


class Code(CodeGenerator):
    """Templates as Python in which values are written by :func:`written`.

    A sentence without values and an address, of which a list has a dozen a row, are called by themselves and not by way of the
    context. No template gives ``_`` or ``url_for`` another meaning (a test looks).
    """

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if finalize.src is not None or not _escapes(frame):
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("(" if _is_sentence(node) else "environment.written(")

    def visit_Getattr(self, node: Getattr, frame: Frame) -> None:  # noqa: N802
        """Of a variable that is a dict its item at once: the cells and steps of a board are some thousands."""
        if not isinstance(node.node, Name) or node.attr in _METHODS:
            super().visit_Getattr(node, frame)
            return
        for before in ("(", f"[{node.attr!r}] if type(", f") is dict and {node.attr!r} in ", " else environment.getattr("):
            self.write(before)
            self.visit(node.node, frame)
        self.write(f", {node.attr!r}))")

    def visit_Call(self, node: Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        if _is_sentence(node) and _escapes(frame):
            self.write(f"environment.said({node.args[0].value!r})")  # type: ignore[attr-defined]
        elif _is_address(node):
            self.write("environment.address(")
            for argument in node.args:
                self.visit(argument, frame)
                self.write(", ")
            for named in node.kwargs:
                self.write(f"{named.key}=")
                self.visit(named.value, frame)
                self.write(", ")
            self.write(")")
        else:
            super().visit_Call(node, frame, forward_caller=forward_caller)


def _escapes(frame: Frame) -> bool:
    return bool(frame.eval_ctx.autoescape and not frame.eval_ctx.volatile)


def _is_sentence(node: Node) -> bool:
    """``_("…")`` and nothing in it."""
    return _calls(node, "_") and len(node.args) == 1 and isinstance(node.args[0], Const) and not node.kwargs  # type: ignore[attr-defined]


def _is_address(node: Node) -> bool:
    return _calls(node, "url_for") and not any(iskeyword(named.key) for named in node.kwargs)  # type: ignore[attr-defined]


def _calls(node: Node, name: str) -> bool:
    is_plain = isinstance(node, Call) and isinstance(node.node, Name) and node.dyn_args is None and node.dyn_kwargs is None
    return is_plain and node.node.name == name  # type: ignore[attr-defined]


class Templates(Environment):
    context_class = Calls
    code_generator_class = Code
    written = staticmethod(written)
    said: Callable[[str], str]  # a sentence without values, in the language of the request; ``web/language.py`` knows it
    address: Callable[..., str]

    def getattr(self, obj: Any, attribute: str) -> Any:
        """As Jinja; of a dict its item at once, unless a method has that name: it has no such attribute to be asked for first."""
        if type(obj) is dict and attribute in obj and attribute not in _METHODS:
            return obj[attribute]
        try:
            return getattr(obj, attribute)
        except AttributeError:
            pass
        try:
            return obj[attribute]
        except (TypeError, LookupError, AttributeError):
            return self.undefined(obj=obj, name=attribute)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """No template has globals of its own here; a chain of two maps is read key by key at every import of a macro."""
        return super().make_globals(d) if d else self.globals


def init_app(app: Flask) -> None:
    """Before anything asks for the environment."""
    app.jinja_environment = Templates
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.address = app.url_for  # type: ignore[attr-defined]
    app.jinja_env.filters["kind"] = lambda field: kind_of_type(field.type)
    core.html_params = attributes
    Input.html_params = staticmethod(attributes)
