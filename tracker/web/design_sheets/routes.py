"""Design sheets: read, written, saved and brought back."""

from tracker.web.design_sheets import reading, writing
from tracker.web.design_sheets.blueprint import bp

__all__ = ["bp", "reading", "writing"]
