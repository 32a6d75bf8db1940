"""Results of assessment as native charts and cells; the package itself is light, openpyxl comes when a workbook is written."""
