"""One subgraph: read, resolved against the federation version that it links, as frozen data."""
