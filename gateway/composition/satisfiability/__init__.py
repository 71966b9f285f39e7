"""Whether every query that the public schema allows can be answered."""
