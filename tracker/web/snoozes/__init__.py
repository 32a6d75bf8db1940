"""保留: exceptions that were put aside."""
