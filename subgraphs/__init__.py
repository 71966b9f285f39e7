"""The agencies' nodes and the linkage unit, and the kit that they are built with."""
