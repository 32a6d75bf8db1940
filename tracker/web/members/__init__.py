"""Who belongs to the programme, in which roles."""
