"""What leaves an agency: encodings, and the file that carries them."""
