"""The states a request can be refused in: one class each, told apart by what the user can do next."""

from typing import Any

from tracker.domain.words import N_


class Refused(Exception):
    """A refusal in words: ``sentence`` is a translatable template in Japanese (marked with ``N_``), ``params`` fill it."""

    def __init__(self, sentence: str, **params: Any) -> None:
        super().__init__(sentence % params if params else sentence)
        self.sentence = sentence
        self.params = params


class RuleBroken(Refused):
    """A rule of the programme forbids it; ``field`` names the form field that mends it (None: the whole form)."""

    def __init__(self, sentence: str, *, field: str | None = None, **params: Any) -> None:
        super().__init__(sentence, **params)
        self.field = field


class Conflict(Refused):
    """Somebody else saved first: ``theirs`` holds what stands now by field, ``version`` its version, ``thing`` what it is."""

    def __init__(
        self,
        sentence: str,
        *,
        theirs: dict[str, Any] | None = None,
        version: int | None = None,
        thing: tuple[str, int] | None = None,
        **params: Any,
    ) -> None:
        super().__init__(sentence, **params)
        self.theirs = theirs or {}
        self.version = version
        self.thing = thing


class DoneAlready(Refused):
    """It is so already, for another reason than ``typed``: ``kept`` is the one that stands, ``thing`` what it was done to."""

    def __init__(self, *, thing: tuple[str, int], kept: str, typed: str) -> None:
        super().__init__(N_("先にほかの理由で済んでいます。入力した理由は保存していません。"))
        self.thing = thing
        self.kept = kept
        self.typed = typed


class NotFound(Exception):
    """There is no such thing, or the viewer may not know that there is (answered 404)."""


class NotAllowed(Exception):
    """The viewer sees the thing but may not do this with it (answered 403)."""
