"""What is true of the programme: pure functions, frozen dataclasses and enums, on the standard library alone."""
