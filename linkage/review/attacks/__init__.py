"""One attack a file. Each takes what an attacker sees and knows, and returns guesses."""
