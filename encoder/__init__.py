"""The sentence encoder that intents and tags are read with: its files, and how a tuning is kept and put into them."""
