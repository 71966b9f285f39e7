"""Many records at once, column by column; byte for byte what the plain encoder makes."""
