"""What a browser says of itself, in words by which its owner knows it: ``iPhone・Safari``."""

from __future__ import annotations

# The first that fits: a browser names its ancestors too.
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def name_device(user_agent: str) -> str:
    """System and browser; empty where neither is known."""
    named = (next((name for sign, name in known if sign in user_agent), "") for known in (_SYSTEMS, _BROWSERS))
    return "・".join(name for name in named if name)
