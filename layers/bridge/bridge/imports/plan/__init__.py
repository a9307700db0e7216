"""Plan a file: decide what will become of each row before anything is sent."""
