"""What the processes say to each other, and both ends check."""
