"""What the bot costs, beside its floor and its peers, measured in one run."""
