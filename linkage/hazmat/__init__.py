"""Everything that touches the linkage secret. Only encode and review import this."""
