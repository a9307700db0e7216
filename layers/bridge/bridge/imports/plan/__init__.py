"""What will become of each row of a file, before anything is sent."""
