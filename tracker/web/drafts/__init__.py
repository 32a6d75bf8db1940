"""Notes that are being typed: kept while they are, sent, given to the manager when they are late."""
