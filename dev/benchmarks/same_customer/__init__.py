"""Who is the same customer: the rule in use and others, measured on labelled cases."""
