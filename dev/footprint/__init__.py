"""How much code a request takes: files and lines that run, and some counts of the source."""
