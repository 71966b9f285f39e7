"""Links between many agencies to clusters of records, one per person."""
