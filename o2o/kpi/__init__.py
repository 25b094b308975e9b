"""KPIs: what each figure means, and how it follows from the facts."""
