"""Our own rules for contracts that classify personal data: one rule, one file.

They apply to subgraphs that link https://tautan.example/contract; a plain
federation subgraph is untouched.
"""
