"""How long planning takes, ours beside Apollo's planner."""
