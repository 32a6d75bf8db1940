"""The yearly report as a workbook; the package itself is light, openpyxl comes with ``book``."""
