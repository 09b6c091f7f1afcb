"""Runs the authors' commands alone: `python -m bot.authoring check`."""

from bot.authoring.cli import authoring

authoring(prog_name="python -m bot.authoring")
