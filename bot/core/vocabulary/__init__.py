"""Entries, and how they are loaded, checked and found."""
