"""Attachments: sent, shown, named, deleted."""
