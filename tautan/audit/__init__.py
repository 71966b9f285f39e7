"""`tautan audit`: look at audit logs, offline and with public keys alone."""
