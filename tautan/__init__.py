"""The command: wires the packages together, and the demonstration."""
