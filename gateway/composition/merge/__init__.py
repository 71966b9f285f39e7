"""Merging: the elements of all subgraphs that bear one name become one element."""
