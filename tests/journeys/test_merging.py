"""The three-way merge of a draft is the same rule twice, on the server and on the device: one table of cases, both asked."""

from __future__ import annotations

from itertools import product
from typing import Any

from tests.journeys.conftest import Visitor
from tracker.domain.drafts import Version, merge

TEXTS: tuple[tuple[str, ...], ...] = ((), ("", "二つ目"), ("𠮷野😀",), ("工場長\n二行",))


def table() -> list[dict[str, Any]]:
    """Every way in which one field can stand, be sent and be marked, beside a field that nobody touches."""
    cases = []
    for theirs, mine, stamp, since, is_marked in product(TEXTS, TEXTS, (0, 1, 3), (0, 1, 2, 3), (False, True)):
        stored = {"b": ["そのまま"]} | ({"a": list(theirs)} if theirs else {})
        sent = {"b": ["そのまま"], "c": ["新しい"]} | ({"a": list(mine)} if mine else {})
        stamps = {"b": 1} | ({"a": stamp} if stamp else {})
        changed = ["c", *(["a"] if is_marked else [])]
        cases.append({"fields": stored, "stamps": stamps, "version": 3, "sent": sent, "since": since, "changed": changed})
    return cases


def by_server(one: dict[str, Any]) -> dict[str, Any]:
    stored = Version({name: tuple(values) for name, values in one["fields"].items()}, one["stamps"], one["version"])
    sent = {name: tuple(values) for name, values in one["sent"].items()}
    made, clashes = merge(stored, sent, since=one["since"], changed=one["changed"])
    return {
        "fields": {name: list(values) for name, values in made.fields.items()},
        "stamps": dict(made.stamps),
        "version": made.number,
        "clashes": sorted([clash.name, list(clash.mine), list(clash.theirs)] for clash in clashes),
    }


BY_DEVICE = """async (cases) => {
  const page = document.querySelector("script[type=module]").src;
  const { merge } = await import(new URL("../js/merging.js", page));
  return cases.map(({ sent, since, changed, ...stored }) => {
    const made = merge(stored, sent, since, changed);
    return { ...made, clashes: made.clashes.map(({ name, mine, theirs }) => [name, mine, theirs]).sort() };
  });
}"""


def test_server_and_device_decide_the_same(phone: Visitor) -> None:
    page = phone.open("/sign-in")
    cases = table()
    told = page.evaluate(BY_DEVICE, cases)
    assert len(told) == len(cases) == 384
    for one, said in zip(cases, told, strict=True):
        assert said == by_server(one), one
    assert any(said["clashes"] for said in told)
