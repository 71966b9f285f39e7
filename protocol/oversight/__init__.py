"""What a privacy officer looks at: what is in force, covered, due and declared."""
