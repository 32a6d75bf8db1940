"""担当社数の上限: caps on the load."""
