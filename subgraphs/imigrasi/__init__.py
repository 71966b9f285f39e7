"""Imigrasi: passports, permits and residence (SIMKIM)."""
