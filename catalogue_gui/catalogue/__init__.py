"""The domain: products, queries, errors, progress. Standard library only."""
