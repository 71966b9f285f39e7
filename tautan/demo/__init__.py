"""The demonstration: every part as a real process, on an invented population."""
