"""The terminal: the whole bot for one person at a keyboard, or for a script."""
