"""Files of customers: read as they are, planned, queued at the pace of the budget (docs/imports.md)."""
