"""From what a sender said to a customer: which answer is which field, and what each value means."""
