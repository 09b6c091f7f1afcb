"""The word of the day as the program sends it, to a Bot API server that keeps the limits."""
