"""The import of a log kept by hand: uploaded and matched, shown and decided, undone."""

from tracker.web.hand_log import deciding, undoing, uploading
from tracker.web.hand_log.blueprint import bp

__all__ = ["bp", "deciding", "undoing", "uploading"]
