"""What encodings show by themselves, before anybody attacks them: one measure a file."""
