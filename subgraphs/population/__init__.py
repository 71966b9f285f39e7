"""A synthetic population with ground truth. All its people are invented."""
