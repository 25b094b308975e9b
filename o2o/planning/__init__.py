"""Planning: a scenario becomes the plain arrays of a model, and the model's plan an overlay that can be run."""
