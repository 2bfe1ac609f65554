"""Channels carry words between reporters and the conversation; each talks to bot.conversation and to no other part."""
