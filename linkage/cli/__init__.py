"""The commands `tautan link …` and `tautan linkage …`, one module a command."""
