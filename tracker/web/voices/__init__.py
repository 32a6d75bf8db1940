"""What the market said at exhibitions."""
