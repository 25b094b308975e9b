"""The customers: a Mesa model whose population is held in columns."""
