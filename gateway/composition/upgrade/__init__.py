"""Federation 1 subgraphs, rewritten to say in federation 2 what they mean."""
