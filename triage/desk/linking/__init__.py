"""Linking: opened cases that may name the same officer, found in memory; a person decides, only the team reads it."""
