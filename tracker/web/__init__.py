"""The pages: parse, one query or service, redirect or render; a folder per noun."""
