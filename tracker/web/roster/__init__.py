"""The roster import: dry run, then one transaction."""
