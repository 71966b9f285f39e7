"""Operations: limits, parse, validate, normalise to a small frozen AST."""
