"""Pages of those who keep the portal's own data: the calendar of working days."""
