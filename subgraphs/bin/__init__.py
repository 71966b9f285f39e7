"""BIN: considerations in citizenship cases."""
