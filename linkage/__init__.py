"""Privacy-preserving record linkage: who is the same person, without seeing who."""
