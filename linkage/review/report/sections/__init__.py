"""The sections of a report, one a file or a few short ones together."""
