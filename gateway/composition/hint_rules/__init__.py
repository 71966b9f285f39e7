"""What is worth knowing of a composition that goes through: one topic, one file."""
