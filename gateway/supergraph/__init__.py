"""The merged schema as frozen data, and one reachability graph over it."""
