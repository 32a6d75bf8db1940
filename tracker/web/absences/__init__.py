"""不在: when supporters are away."""
