"""What replicas share in one Redis, which is told to keep nothing on a disk: drafts with their keys, and short notes.

Everything in it but names and times is sealed under a key that Redis does not have (box.py).
"""
