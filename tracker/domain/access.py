"""Who may do what: the matrix of roles and acts as data, and the viewer that every query takes first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

from tracker.domain.errors import NotAllowed, NotFound
from tracker.domain.roles import Role


class Answer(IntEnum):
    """What a role gets; of several roles the most generous counts."""

    HIDDEN = 0  # 404: there is no such thing
    FORBIDDEN = 1  # 403: it is there, the act is not allowed
    ON_TEAM = 2  # allowed for companies on whose team the viewer is, else 404
    OWN = 3  # allowed for what is the viewer's own, else 404
    YES = 4


class Act(StrEnum):
    """The rows of the rights table (``docs/rights.md``)."""

    BOARD = "board"
    RECORD = "record"
    MEMO = "memo"
    LOG = "log"
    STAFF = "staff"
    REPORT = "report"
    REPORT_WRITE = "report_write"
    DIARY = "diary"
    HOURS = "hours"
    IMPORT = "import"
    PEOPLE = "people"
    SETTINGS = "settings"
    CASES = "cases"
    RATE = "rate"
    ROUNDS = "rounds"
    HAND_INS = "hand_ins"
    SINGLE_SCORES = "single_scores"
    MY_RESULTS = "my_results"
    GROUP_RESULTS = "group_results"
    REPORT_MEANS = "report_means"
    AUDIT_OWN = "audit_own"
    AUDIT = "audit"


_C, _M, _K, _A = Role.COORDINATOR, Role.MANAGER, Role.CLERK, Role.AUDITOR
_YES, _TEAM, _OWN, _NO, _HIDDEN = Answer.YES, Answer.ON_TEAM, Answer.OWN, Answer.FORBIDDEN, Answer.HIDDEN

RIGHTS: Mapping[Act, Mapping[Role, Answer]] = {
    Act.BOARD: {_C: _YES, _M: _YES, _K: _YES, _A: _YES},
    Act.RECORD: {_C: _TEAM, _M: _YES, _K: _YES, _A: _YES},
    Act.MEMO: {_C: _TEAM, _M: _YES, _K: _HIDDEN, _A: _HIDDEN},
    Act.LOG: {_C: _TEAM, _M: _YES, _K: _NO, _A: _NO},
    Act.STAFF: {_C: _NO, _M: _YES, _K: _NO, _A: _NO},
    Act.REPORT: {_C: _HIDDEN, _M: _YES, _K: _YES, _A: _YES},
    Act.REPORT_WRITE: {_C: _HIDDEN, _M: _YES, _K: _YES, _A: _NO},
    Act.DIARY: {_C: _OWN, _M: _YES, _K: _YES, _A: _YES},
    Act.HOURS: {_C: _OWN, _M: _YES, _K: _NO, _A: _NO},
    Act.IMPORT: {_C: _NO, _M: _YES, _K: _YES, _A: _NO},
    Act.PEOPLE: {_C: _NO, _M: _YES, _K: _NO, _A: _NO},
    Act.SETTINGS: {_C: _NO, _M: _YES, _K: _NO, _A: _NO},
    # Companies, cases and enrolments are the manager's and the clerk's to keep, like the roster that they import.
    Act.CASES: {_C: _NO, _M: _YES, _K: _YES, _A: _NO},
    Act.RATE: {_C: _YES, _M: _YES, _K: _HIDDEN, _A: _HIDDEN},
    Act.ROUNDS: {_C: _NO, _M: _YES, _K: _NO, _A: _NO},
    Act.HAND_INS: {_C: _HIDDEN, _M: _YES, _K: _YES, _A: _HIDDEN},
    Act.SINGLE_SCORES: {_C: _HIDDEN, _M: _YES, _K: _HIDDEN, _A: _HIDDEN},
    Act.MY_RESULTS: {_C: _YES, _M: _YES, _K: _HIDDEN, _A: _HIDDEN},
    Act.GROUP_RESULTS: {_C: _HIDDEN, _M: _YES, _K: _HIDDEN, _A: _HIDDEN},
    Act.REPORT_MEANS: {_C: _HIDDEN, _M: _YES, _K: _YES, _A: _YES},
    Act.AUDIT_OWN: {_C: _YES, _M: _YES, _K: _NO, _A: _YES},
    Act.AUDIT: {_C: _HIDDEN, _M: _YES, _K: _NO, _A: _YES},
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks, and as what: an account in one programme, or outside any (``programme_id`` None).

    ``change_reason`` is what they say of this request's change, where a closed month asks for a reason.
    """

    account_id: int
    name: str
    is_administrator: bool = False
    programme_id: int | None = None
    roles: frozenset[Role] = frozenset()
    producer_id: int | None = None
    records_open: bool = False
    hours_kept: bool = True
    change_reason: str = ""

    @property
    def programme(self) -> int:
        """The id of the viewer's programme; NotFound outside one."""
        if self.programme_id is None:
            raise NotFound
        return self.programme_id

    def answer(self, act: Act) -> Answer:
        """The most generous answer of the viewer's roles; hidden outside a programme, and hours where none are kept."""
        if self.programme_id is None or (act in (Act.DIARY, Act.HOURS) and not self.hours_kept):
            return Answer.HIDDEN
        answers = [RIGHTS[act][role] for role in self.roles]
        if act is Act.RECORD and self.records_open and Role.COORDINATOR in self.roles:
            answers.append(Answer.YES)
        return max(answers, default=Answer.HIDDEN)

    def may(self, act: Act) -> bool:
        """Whether the act is open to the viewer at all (perhaps for their own or the companies of their teams alone)."""
        return self.answer(act) >= Answer.ON_TEAM

    def require(self, act: Act) -> None:
        """NotFound or NotAllowed where the act is closed."""
        answer = self.answer(act)
        if answer is Answer.HIDDEN:
            raise NotFound
        if answer is Answer.FORBIDDEN:
            raise NotAllowed

    def sees_all(self, act: Act) -> bool:
        """Whether the act is open for every company of the programme."""
        return self.answer(act) is Answer.YES

    @property
    def contacts_masked(self) -> bool:
        """Auditors see contact persons with phone and mail masked."""
        return self.roles <= {Role.AUDITOR}


def importer(viewer: Viewer) -> Viewer:
    """The viewer as whoever brings in a file: for every company of the programme, still under their own name.

    The records in it are others' work; whoever may import (the clerk too) carries them in, and the audit trail says who did.
    """
    viewer.require(Act.IMPORT)
    return replace(viewer, roles=viewer.roles | {Role.MANAGER})


OPERATOR = "CLI"  # kept as the name of whoever did what a command did; pages say it in words


# Command-line work is done by the installation itself, in the programme that the command names.
def operator(programme_id: int | None, name: str = OPERATOR) -> Viewer:
    """The viewer of the command line: every role but nobody's account (``account_id`` 0)."""
    return Viewer(0, name, is_administrator=True, programme_id=programme_id, roles=frozenset({Role.MANAGER, Role.CLERK}))
