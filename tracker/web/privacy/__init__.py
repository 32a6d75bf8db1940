"""個人情報: handing out and erasing what is kept of one person or company, and how long records are kept."""
