"""提出: what was handed in, and what changed since."""
