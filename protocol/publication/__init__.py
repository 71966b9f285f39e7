"""How agreements reach the processes that decide by them: published, verified, kept."""
