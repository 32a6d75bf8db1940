"""What each supporter carries: companies, visits, meetings, hours, month by month."""
