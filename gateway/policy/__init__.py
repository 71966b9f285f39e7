"""Who may ask what: identity, the decision, narrowing, the guard, the record."""
