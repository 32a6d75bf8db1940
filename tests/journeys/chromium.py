"""Finds the Chromium of the system, and installs it where it may; nothing is downloaded behind the system's back."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
)
ADVICE = """The journeys need Chromium, and none was found. Install it:
  Debian, Ubuntu:  sudo apt install chromium   (Ubuntu: chromium-browser)
  macOS:           brew install --cask chromium
  or set CHROMIUM to the path of a Chrome or Chromium. Then run the command again."""


def find_chromium() -> str | None:
    """The path of the browser: what ``CHROMIUM`` names, else the first one known."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or next((path for path in APPLICATIONS if Path(path).exists()), None)


def install() -> None:
    """On Debian, as root, let apt fetch the browser and a Japanese font."""
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update", "-qq"], **quiet)
    subprocess.run(["apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"], **quiet)


def main() -> int:
    if find_chromium():
        return 0
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0 and not os.environ.get("CHROMIUM"):
        print("Installing Chromium …", flush=True)
        install()
    if find_chromium():
        return 0
    print(ADVICE, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
