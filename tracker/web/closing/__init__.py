"""月次締め: the month of each company, mended or excused, then closed."""
