"""What a device keeps: drafts, pictures and cards in IndexedDB, each of one account and shown to no other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Clock
from tests.journeys.conftest import Visitor, VisitorFor, with_single_files
from tracker.config import Config

KEY = "0123456789abcdef0123456789abcdef"
PICTURE = f"""async (store, key) => store.putPicture({{
    key, draftKey: "{KEY}", caseId: 3, blob: new Blob(["picture"], {{ type: "image/jpeg" }}), name: "手帳.jpg",
    type: "image/jpeg", isNote: true, isConfidential: false, caption: "手帳",
}})"""


@pytest.fixture
def app(config: Config, clock: Clock) -> Iterator[Flask]:
    """The store is a module that a test can ask; put together with the others it would be a second one."""
    with with_single_files(config, clock) as application:
        yield application


def ask(visitor: Visitor, work: str, *arguments: Any) -> Any:
    """Run ``async (store, …) => …`` on the open page with the store's module."""
    page = visitor.page
    return page.evaluate(
        f"""async (given) => {{
            const app = document.querySelector('script[type=module][src$="/js/app.js"]').src;
            const store = await import(app.replace("app.js", "store.js"));
            return await ({work})(store, ...given);
        }}""",
        list(arguments),
    )


def test_a_draft_and_its_pictures_are_there_after_a_reload_and_gone_once_removed(phone: Visitor) -> None:
    phone.sign_in("owner")
    phone.page.route("**/attachments/", lambda route: route.abort())  # else it is sent, and gone from the device
    text = "旋盤の音が高い😀𠮷野家の﨑さん\n二行目 '\"<b>"
    ask(phone, "(store, key, text) => store.saveDraft({ key, kind: 'visit' }, { 'cases-0-facts': [text] })", KEY, text)
    ask(phone, PICTURE, "1" * 32)
    ask(phone, "(store) => store.flush()")
    phone.page.reload()
    draft = ask(phone, "(store, key) => store.loadDraft(key)", KEY)
    assert draft["fields"] == {"cases-0-facts": [text]}
    assert (draft["version"], draft["state"]) == (1, "open")
    kept = ask(phone, "async (store, key) => (await store.picturesOf(key)).map(({ name, caseId }) => [name, caseId])", KEY)
    assert kept == [["手帳.jpg", 3]]
    blob = ask(phone, "async (store, key) => (await store.picturesOf(key))[0].blob.text()", KEY)
    assert blob == "picture"
    ask(phone, "(store, key) => store.removeDraft(key)", KEY)
    assert ask(phone, "(store) => store.listDrafts()") == []
    assert ask(phone, "(store, key) => store.picturesOf(key)", KEY) == []


def test_another_account_on_the_same_device_sees_none_of_it_and_its_owner_finds_it_again(visitor: VisitorFor) -> None:
    phone = visitor("phone")
    phone.sign_in("owner")
    ask(phone, "(store, key) => store.saveDraft({ key }, { decisions: ['社外秘'] })", KEY)
    ask(phone, PICTURE, "1" * 32)
    ask(phone, "(store) => store.replaceCards('r8', [{ enrolment_id: 1, name: '架空旭工業' }])")
    phone.context.clear_cookies()
    phone.sign_in("colleague")
    for work in (
        "(store) => store.listDrafts()",
        "(store) => store.listPictures()",
        "(store) => store.listCards()",
        f"(store) => store.picturesOf('{KEY}')",
    ):
        assert ask(phone, work) == []
    assert ask(phone, "(store, key) => store.loadDraft(key)", KEY) is None
    ask(phone, "(store, key) => store.removeDraft(key)", KEY)
    ask(phone, "(store, key) => store.removePicture(key)", "1" * 32)
    assert ask(phone, "(store, key) => store.saveDraft({ key }, {}).catch(() => 'refused')", KEY) == "refused"
    phone.context.clear_cookies()
    phone.page.route("**/attachments/", lambda route: route.abort())  # else it is sent, and gone from the device
    phone.sign_in("owner")
    assert [draft["fields"] for draft in ask(phone, "(store) => store.listDrafts()")] == [{"decisions": ["社外秘"]}]
    assert len(ask(phone, "(store) => store.listPictures()")) == 1


def test_two_tabs_that_write_the_same_draft_keep_both_texts(phone: Visitor) -> None:
    phone.sign_in("owner")
    save = "(store, key, fields, since, changed) => store.saveDraft({ key }, fields, { since, changed })"
    ask(phone, save, KEY, {"place": ["工場"], "decisions": ["はじめ"]}, 0, ["place", "decisions"])
    ask(phone, save, KEY, {"place": ["工場"], "decisions": ["こちら"]}, 1, ["decisions"])
    other = ask(phone, save, KEY, {"place": ["本社"], "decisions": ["あちら"]}, 1, ["place", "decisions"])
    assert other["draft"]["fields"] == {"place": ["本社"], "decisions": ["こちら"]}
    assert other["clashes"] == [{"name": "decisions", "mine": ["あちら"], "theirs": ["こちら"]}]
