"""Statistics without content: how many, on which channel, of which kind, and how soon, with small numbers hidden."""
