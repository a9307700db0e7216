"""`bridge`: import files of customers from the command line. Needs nothing but the standard library."""
