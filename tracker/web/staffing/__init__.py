"""Who leads and who supports which company."""
