"""経営デザインシート: the tab of a company, the sheet, its boxes, its saved versions."""
