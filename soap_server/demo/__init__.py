"""A desk full of believable data, for trying things out and for measuring."""
