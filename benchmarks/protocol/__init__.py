"""What sealing, signing and deciding cost."""
