"""What must hold before a profile is in force, a topic a file."""
