"""墨消し: looking where a text stands, taking it out for ever, and what was taken out before."""
