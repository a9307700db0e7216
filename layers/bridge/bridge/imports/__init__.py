"""Import files of customers: read them, plan their rows, and queue the rows at the pace of the budget."""
