"""Tables that figures draw and sections quote, each made from the evidence of a run."""
