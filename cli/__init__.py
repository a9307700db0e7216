"""`bridge`: files of customers from the command line; the standard library is all that it needs."""
