"""The federation gateway: composes, plans and executes; holds no data and opens none."""
