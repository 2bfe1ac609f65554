"""Sharing: a case for the unit that receives it, without what could tell who reported it or what the assessor marks."""
