"""Benchmarks, run by hand and by ``make bench``; nothing here is timed in a test."""
