"""Composition: many subgraph schemas in, one supergraph schema out, or the reasons why not."""
