"""The gateway that reporters reach: channels, limits, pseudonyms, order and retry in front of Rasa."""
