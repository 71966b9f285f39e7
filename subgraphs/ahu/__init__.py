"""AHU: citizenship cases (SAKE)."""
