"""成果のまとめ文: the text of each case for forms, drafted from the records and edited by hand."""
