"""From a submission to a customer: which answer belongs to which field, and what each value means."""
