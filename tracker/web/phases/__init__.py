"""Where every case stands: days in its phase, last movement, evidence, history."""
