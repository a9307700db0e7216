"""Queue the rows of a planned file at the pace of the request budget."""
