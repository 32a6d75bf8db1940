"""Next actions, open and done."""
