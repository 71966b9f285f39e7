"""Data sets with a truth: FEBRL, pseudopeople, RLdata10000, the own population."""
