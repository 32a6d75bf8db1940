"""体制の提案: the best teams that the rules allow, to be accepted line by line."""
