"""Pemasyarakatan: inmates (SDP)."""
