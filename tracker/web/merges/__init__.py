"""統合: companies that stand in the program twice."""
