"""Reads: the viewer comes first, rows come back; nothing that the viewer may not see ever leaves this floor."""
