"""Rules over all subgraphs side by side, before they merge: one rule, one file."""
