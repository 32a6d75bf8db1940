"""引継ぎ: everything that hangs on a person who leaves, passed on in one act."""
