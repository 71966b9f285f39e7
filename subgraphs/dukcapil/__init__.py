"""Dukcapil: the population register (SIAK)."""
