"""Rules over one subgraph, after it is valid GraphQL: one rule, one file."""
