"""Normal forms of Swedish data: a text in, a value or `Invalid` (in `text`) out. No I/O."""
