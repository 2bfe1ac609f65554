"""Rasa's custom actions. Every module here is imported by the action server, so nothing else lives here."""
