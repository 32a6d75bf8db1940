"""今週のまとめ: the week of a lead and of a manager, as a page and as a mail."""
