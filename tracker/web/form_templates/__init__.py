"""Uploaded forms of the ministry: their cells tied to the report, previewed and handed out filled."""
