"""Who may do what with whose: every operation, every role, every kind of row, through every door."""
