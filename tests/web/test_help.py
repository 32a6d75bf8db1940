"""The help: every page leads to its task, and what a task says is there."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from tests.house.sentences import CATALOGUE
from tracker.web.help.topics import TOPICS, topic_of

QUOTES = {"ja": re.compile("「([^」]+)」"), "en": re.compile("“([^”]+)”")}


@pytest.fixture(scope="module")
def words_of_the_screen():
    """By language everything that the program says."""
    with CATALOGUE.open("rb") as file:
        said = [message for message in read_po(file, locale="en") if message.id]
    ids = [message.id if isinstance(message.id, str) else message.id[0] for message in said]
    strings = [message.string if isinstance(message.string, str) else message.string[0] for message in said]
    return {"ja": set(ids), "en": set(strings)}


@pytest.mark.parametrize("language", QUOTES)
def test_a_step_names_words_that_stand_on_the_screen(client, language, words_of_the_screen):
    reader = client("manager").speak(language)
    named = {}
    for topic in TOPICS:
        page = reader.get(f"help/{topic.slug}")
        steps = " ".join(page.words(".help__steps li"))
        assert len(page.select(".help__steps li")) == len(topic.steps)
        named[topic.slug] = set(QUOTES[language].findall(steps)) - words_of_the_screen[language]
    assert {slug: words for slug, words in named.items() if words} == {}


def test_every_page_of_a_programme_leads_to_the_help(client):
    owner = client("owner")
    for address, task in (("visits/", "visit"), ("assessments/mine", "rating"), ("meetings/", "meeting"), ("tools/", "")):
        first = owner.get(address).select(".site-footer a")[0]
        assert first["href"].endswith(f"/help/{task}"), address
        assert first.text == ("この画面の使い方" if task else "使い方")


def test_the_list_leads_to_every_task_and_a_task_to_its_page(client):
    owner, manager = client("owner"), client("manager")
    listed = [link["href"].rpartition("/")[2] for link in owner.get("help/").select(".help-list a")]
    assert listed == [topic.slug for topic in TOPICS]
    assert manager.get("help/people").links()["その画面を開く"].endswith("/members")
    assert "その画面を開く" not in owner.get("help/people").links()
    assert owner.get("help/nothing").status == 404


def test_the_nearest_task_is_found_by_the_address():
    assert topic_of("assessments.rate").slug == "rating"
    assert topic_of("assessments.show").slug == "round"
    assert topic_of("sign_in.show") is None
    assert len({topic.slug for topic in TOPICS}) == len(TOPICS)
