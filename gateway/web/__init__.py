"""The gateway over HTTP: GraphQL, GraphiQL, the schema, health and metrics."""
