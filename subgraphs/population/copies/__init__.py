"""What each agency holds: rows made from facts, one file per agency."""
