"""Worth: what became of the plans in a run, by cause; each model's own measure, on what really happened."""
