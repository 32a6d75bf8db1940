"""The import of a log kept by hand: upload, columns, dry run, one transaction, undo."""
