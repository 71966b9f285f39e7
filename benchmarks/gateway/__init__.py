"""The public federation benchmark, ours beside gateways from npm."""
