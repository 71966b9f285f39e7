"""How agencies make a linkage secret together that nobody else ever holds."""
