"""Kemlu: citizens abroad (Peduli WNI)."""
