"""The threshold of a pair of files, found without a truth."""
