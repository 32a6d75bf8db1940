"""Text as a machine reads it: without ㈱, ①, half-width kana and the like, by the rules of machine-readable data."""

from __future__ import annotations

import re
from unicodedata import normalize

# Enclosed and squared characters, Roman numerals, half-width kana: characters that depend on the machine that shows them.
_DEPENDENT = re.compile("[\u2160-\u217f\u2460-\u24ff\u3200-\u33ff\uff61-\uff9f]+")
_CORPORATE_FORMS = str.maketrans({"㈱": "株式会社", "㈲": "有限会社", "㈳": "社団法人", "㈶": "財団法人", "㈻": "学校法人"})


def machine_text(text: str) -> str:
    """The same words in characters that every machine has; everything else stays as it was typed."""
    return _DEPENDENT.sub(lambda found: normalize("NFKC", found[0]), text.translate(_CORPORATE_FORMS))
