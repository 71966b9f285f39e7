"""What a linkage profile gives away: attacks, and how many people each one names."""
