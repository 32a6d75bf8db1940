"""The faults that ``python -m tests.faults.planted`` plants still have their places, and the tests they name are there."""

from __future__ import annotations

import pytest

from tests.faults.faults_to_plant import FAULTS, Fault
from tests.faults.planted import ROOT, places


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_has_its_place_and_its_tests(fault: Fault) -> None:
    for edit in fault.edits:
        assert places(edit) == 1, edit.old
        assert edit.old != edit.new
    for test in fault.tests:
        file, _, name = test.partition("::")
        assert f"def {name.partition('[')[0]}(" in (ROOT / file).read_text("utf-8")


def test_there_are_thirty_at_least_and_no_two_are_called_the_same() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 30
