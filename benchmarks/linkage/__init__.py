"""What encoding and matching cost, beside peers, and FEBRL4 end to end."""
