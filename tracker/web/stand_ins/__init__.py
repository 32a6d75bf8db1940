"""代行: who stands in for a company's team."""
