"""The manager's Monday: companies by months, numbers, phases."""
