"""How copies of a name, a place or a date differ: pure functions, no chance."""
