"""Next year's programme from this one."""
