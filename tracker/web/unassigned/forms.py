"""Which cases a note is about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l

from tracker.rows.cases import CaseRow
from tracker.web.forms import BaseForm, CheckboxesField, HiddenVersionField, Required


class AssignNoteForm(BaseForm):
    """One or several cases of the company; nothing is ticked beforehand."""

    cases = CheckboxesField(_l("案件"), [Required()], description=_l("両方の案件の話をしたときは、両方を選びます。"))
    version = HiddenVersionField()

    def offer(self, cases: Iterable[CaseRow]) -> None:
        offered: Any = self.cases
        offered.choices = [(str(case.case_id), f"{case.number} {case.title}".strip()) for case in cases]
