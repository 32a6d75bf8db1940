"""What every page of ours must be: checked by the tests' browser on each answer it is given."""

from __future__ import annotations

import re
from collections import Counter
from copy import copy

from bs4 import BeautifulSoup, Tag
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


def faults_of_page(soup: BeautifulSoup, text: str) -> list[str]:
    """What is wrong with a page's HTML and words; what a template holds is on no page until a script puts it there."""
    if soup.find("template"):
        soup = copy(soup)
        for template in soup.find_all("template"):
            template.decompose()
    return [
        *_faults_of_frame(soup),
        *_faults_of_ids(soup),
        *_faults_of_fields(soup),
        *_faults_of_forms(soup),
        *_faults_of_policy(soup),
        *_faults_of_links(soup),
        *faults_of_list_links(soup),
        *_faults_of_words(text),
    ]


def _words(tag: Tag | None) -> str:
    return tag.get_text(" ").strip() if tag else ""


def _faults_of_frame(soup: BeautifulSoup) -> list[str]:
    faults = []
    headings = soup.find_all("h1")
    if len(headings) != 1 or not _words(headings[0]):
        faults.append(f"{len(headings)} h1")
    if not _words(soup.title).split("｜")[0].strip():
        faults.append("no title")
    if soup.html is None or soup.html.get("lang") not in {"ja", "en"}:
        faults.append("no language")
    if len(soup.find_all("main")) != 1:
        faults.append("not one main")
    return faults


def _faults_of_ids(soup: BeautifulSoup) -> list[str]:
    counted = Counter(str(tag["id"]) for tag in soup.find_all(id=True))
    faults = [f"id {name!r} stands {times} times" for name, times in counted.items() if times > 1]
    for tag in soup.find_all(True):
        for attribute in {"aria-describedby", "aria-labelledby", "aria-controls", "for"} & tag.attrs.keys():
            value = tag[attribute]
            names = value if isinstance(value, list) else str(value).split()
            faults += [f"{attribute} names {name!r}, which is not there" for name in names if name not in counted]
    faults += [
        f"a link leads to #{tag['href'][1:]}, which is not there"
        for tag in soup.select("a[href^='#']")
        if len(tag["href"]) > 1 and str(tag["href"])[1:] not in counted
    ]
    return faults


def _faults_of_fields(soup: BeautifulSoup) -> list[str]:
    labelled = {str(label["for"]) for label in soup.find_all("label", attrs={"for": True}) if _words(label)}
    faults = []
    for tag in soup.find_all(["input", "select", "textarea"]):
        if tag.get("type") in {"hidden", "submit", "button", "image", "reset"}:
            continue
        around = tag.find_parent("label")
        if not (tag.get("id") in labelled or tag.get("aria-label") or tag.get("aria-labelledby") or _words(around)):
            faults.append(f"no label for {tag.get('name')!r}")
    faults += [f"an empty button: {tag}" for tag in soup.find_all("button") if not (_words(tag) or tag.get("aria-label"))]
    faults += [
        f"a fieldset without a legend: {tag.get('id')}" for tag in soup.find_all("fieldset") if not _words(tag.find("legend"))
    ]
    faults += [f"an image without alt: {tag.get('src')}" for tag in soup.find_all("img") if not tag.has_attr("alt")]
    return faults


def _faults_of_forms(soup: BeautifulSoup) -> list[str]:
    faults = []
    for form in soup.find_all("form"):
        tokens = form.find_all("input", attrs={"name": "csrf_token"})
        if str(form.get("method", "get")).lower() == "post":
            if len(tokens) != 1 or not tokens[0].get("value"):
                faults.append(f"a form to {form.get('action')!r} has {len(tokens)} csrf_token")
        elif tokens:
            faults.append(f"a GET form to {form.get('action')!r} would put its csrf_token into the address")
        if form.find_parent("form"):
            faults.append(f"a form within a form: {form.get('action')!r}")
        if str(form.get("action", "")).startswith(("http", "//")):
            faults.append(f"a form sends to {form.get('action')!r}")
    return faults


def _faults_of_policy(soup: BeautifulSoup) -> list[str]:
    """What the Content-Security-Policy would stop in the browser."""
    faults = ["a style element" for _ in soup.find_all("style")]
    faults += [
        "an inline script" for tag in soup.find_all("script") if not tag.get("src") and tag.get("type") != "application/json"
    ]
    for tag in soup.find_all(True):
        faults += [f"a style attribute: {tag.name}"] if tag.has_attr("style") else []
        faults += [f"a handler {name} on {tag.name}" for name in tag.attrs if name.startswith("on")]
        faults += [
            f"{name} leads to {tag[name]!r}"
            for name in ("src", "href", "action", "formaction")
            if str(tag.get(name, "")).strip().lower().startswith(("javascript:", "data:text"))
        ]
        if tag.name in {"script", "link", "img"} and str(tag.get("src") or tag.get("href") or "").startswith(("http", "//")):
            faults.append(f"{tag.name} is fetched from elsewhere")
    return faults


def _faults_of_links(soup: BeautifulSoup) -> list[str]:
    return [
        f"an empty link to {tag.get('href')!r}"
        for tag in soup.find_all("a", href=True)
        if not (_words(tag) or tag.get("aria-label") or any(image.get("alt") for image in tag.find_all("img")))
    ]


def _faults_of_words(text: str) -> list[str]:
    return [
        f"{what} is read: …{text[max(0, found.start() - 40) : found.end() + 20]}…"
        for what, pattern in NEVER_READ.items()
        if (found := re.search(pattern, text))
    ]
