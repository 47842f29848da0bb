"""What the desk knows of one person: all of it to hand over, and all of it to forget."""
