"""A person's calendar, to which a phone subscribes."""
