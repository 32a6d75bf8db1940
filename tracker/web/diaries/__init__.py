"""業務日誌: the months of the supporters, one month as page and workbook, confirming and checking it."""
