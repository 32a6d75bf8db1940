"""What every page of ours must be: checked by the tests' browser on each answer it is given."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial

from lxml import html
from lxml.etree import XPath
from lxml.html import HtmlElement
from werkzeug.test import TestResponse

from tests.list_addresses import faults_of_list_links

# What must never be read: values that nobody meant to show, and sentences that nobody filled in.
NEVER_READ = {
    "an unfilled %(…)s": r"%\(\w+\)[sd]",
    "None": r"(?<![\w.])None(?![\w.])",
    "Undefined": r"(?<!\w)Undefined(?!\w)",
    "a repr": r"<[\w.]+ object at |lazy_gettext\(|LazyString|&lt;\w+Field",
    "an enum's name": r"(?<!\w)(?:Role|Phase|VisitMode|EventStatus|MonthState|OutcomeKind|RoundState|RecordState)\.[A-Z]",
    "a template's own signs": r"\{\{|\}\}|\{%|%\}",
    "a time with microseconds": r"\d{2}:\d{2}:\d{2}\.\d+",
}
ALWAYS_SENT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def faults_of_headers(response: TestResponse) -> list[str]:
    """The headers that an answer lacks or that allow too much."""
    headers = response.headers
    policy = headers.get("Content-Security-Policy", "")
    faults = [f"header {name} is {headers.get(name)!r}" for name, value in ALWAYS_SENT.items() if headers.get(name) != value]
    if "default-src 'none'" not in policy or "frame-ancestors 'none'" not in policy or "form-action 'self'" not in policy:
        faults.append(f"Content-Security-Policy is {policy!r}")
    faults += [
        f"Content-Security-Policy has {word}" for word in ("'unsafe-inline'", "'unsafe-eval'", " *", "http:") if word in policy
    ]
    if "no-store" not in headers.get("Cache-Control", ""):
        faults.append(f"Cache-Control is {headers.get('Cache-Control')!r}")
    return faults


def parse(page: str) -> HtmlElement:
    """A page as it is shown: what a template holds is on no page until a script puts it there."""
    tree = html.document_fromstring(page)
    for template in list(tree.iter("template")):
        template.drop_tree()
    return tree


# Tests are given thousands of pages: what is asked of each of them is asked in lxml's own language, and compiled once.
_strings = partial(XPath, smart_strings=False)
_texts = _strings("//text()[not(parent::script or parent::style)]")
_ids = _strings("//@id")
_named_ids = {name: _strings(f"//@{name}") for name in ("aria-describedby", "aria-labelledby", "aria-controls", "for")}
_anchors = _strings("//a/@href[starts-with(., '#')]")
_list_links = _strings("//a/@href[contains(., '?')]")
_addresses = {name: _strings(f"//@{name}") for name in ("src", "href", "action", "formaction")}
_styles = XPath("//*[@style]")
_handlers = XPath("//@*[starts-with(name(), 'on')]/..")


def what_is_read(tree: HtmlElement) -> str:
    """The words of the page, blanks joined, without scripts."""
    return re.sub(r"\s+", " ", " ".join(_texts(tree))).strip()


def faults_of_page(tree: HtmlElement) -> list[str]:
    """What is wrong with a page's HTML and words."""
    return [
        *_faults_of_frame(tree),
        *_faults_of_ids(tree),
        *_faults_of_fields(tree),
        *_faults_of_forms(tree),
        *_faults_of_policy(tree),
        *_faults_of_links(tree),
        *faults_of_list_links(_list_links(tree)),
        *_faults_of_words(what_is_read(tree)),
    ]


def _words(tag: HtmlElement | None) -> str:
    return "" if tag is None else str(tag.text_content()).strip()


def _faults_of_frame(tree: HtmlElement) -> list[str]:
    faults = []
    headings = tree.findall(".//h1")
    if len(headings) != 1 or not _words(headings[0]):
        faults.append(f"{len(headings)} h1")
    if not _words(tree.find(".//title")).split("｜")[0].strip():
        faults.append("no title")
    if tree.get("lang") not in {"ja", "en"}:
        faults.append("no language")
    if len(tree.findall(".//main")) != 1:
        faults.append("not one main")
    if tree.getnext() is not None:
        faults.append("something stands behind its end, where no other rule looks")
    return faults


def _faults_of_ids(tree: HtmlElement) -> list[str]:
    counted = Counter(_ids(tree))
    faults = [f"id {name!r} stands {times} times" for name, times in counted.items() if times > 1]
    faults += [
        f"{attribute} names {name!r}, which is not there"
        for attribute, values_of in _named_ids.items()
        for value in values_of(tree)
        for name in value.split()
        if name not in counted
    ]
    faults += [
        f"a link leads to {anchor}, which is not there"
        for anchor in _anchors(tree)
        if len(anchor) > 1 and anchor[1:] not in counted
    ]
    return faults


def _faults_of_fields(tree: HtmlElement) -> list[str]:
    labelled = {label.get("for") for label in tree.iter("label") if label.get("for") is not None and _words(label)}
    faults = []
    for tag in tree.iter("input", "select", "textarea"):
        if tag.get("type") in {"hidden", "submit", "button", "image", "reset"}:
            continue
        around = next(tag.iterancestors("label"), None)
        if not (tag.get("id") in labelled or tag.get("aria-label") or tag.get("aria-labelledby") or _words(around)):
            faults.append(f"no label for {tag.get('name')!r}")
    faults += [
        f"an empty button: {html.tostring(tag, encoding='unicode', with_tail=False)}"
        for tag in tree.iter("button")
        if not (_words(tag) or tag.get("aria-label"))
    ]
    faults += [
        f"a fieldset without a legend: {tag.get('id')}" for tag in tree.iter("fieldset") if not _words(tag.find(".//legend"))
    ]
    faults += [f"an image without alt: {tag.get('src')}" for tag in tree.iter("img") if "alt" not in tag.attrib]
    return faults


def _faults_of_forms(tree: HtmlElement) -> list[str]:
    faults = []
    for form in tree.iter("form"):
        action = form.get("action")
        tokens = form.findall(".//input[@name='csrf_token']")
        if form.get("method", "get").lower() == "post":
            if len(tokens) != 1 or not tokens[0].get("value"):
                faults.append(f"a form to {action!r} has {len(tokens)} csrf_token")
        elif tokens:
            faults.append(f"a GET form to {action!r} would put its csrf_token into the address")
        if next(form.iterancestors("form"), None) is not None:
            faults.append(f"a form within a form: {action!r}")
        if (action or "").startswith(("http", "//")):
            faults.append(f"a form sends to {action!r}")
    return faults


def _faults_of_policy(tree: HtmlElement) -> list[str]:
    """What the Content-Security-Policy would stop in the browser."""
    faults = ["a style element" for _ in tree.iter("style")]
    faults += ["an inline script" for tag in tree.iter("script") if not tag.get("src") and tag.get("type") != "application/json"]
    faults += [f"a style attribute: {tag.tag}" for tag in _styles(tree)]
    faults += [f"a handler {name} on {tag.tag}" for tag in _handlers(tree) for name in tag.attrib if name.startswith("on")]
    faults += [
        f"{name} leads to {address!r}"
        for name, addresses in _addresses.items()
        for address in addresses(tree)
        if address.strip().lower().startswith(("javascript:", "data:text"))
    ]
    faults += [
        f"{tag.tag} is fetched from elsewhere"
        for tag in tree.iter("script", "link", "img")
        if (tag.get("src") or tag.get("href") or "").startswith(("http", "//"))
    ]
    return faults


def _faults_of_links(tree: HtmlElement) -> list[str]:
    return [
        f"an empty link to {tag.get('href')!r}"
        for tag in tree.iterfind(".//a[@href]")
        if not (_words(tag) or tag.get("aria-label") or any(image.get("alt") for image in tag.iter("img")))
    ]


def _faults_of_words(text: str) -> list[str]:
    return [
        f"{what} is read: …{text[max(0, found.start() - 40) : found.end() + 20]}…"
        for what, pattern in NEVER_READ.items()
        if (found := re.search(pattern, text))
    ]
