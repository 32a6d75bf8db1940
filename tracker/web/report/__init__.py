"""The yearly report and its workbook."""
