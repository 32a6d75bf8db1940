"""Team meetings about one or several companies."""
