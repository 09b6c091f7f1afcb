"""Rules of learning: questions, grading, spaced repetition, progress. Pure functions, no I/O."""
