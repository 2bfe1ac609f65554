"""The interview: the guide (slots, order, conditions, wording) and the pure functions over it.

Runs in the action server and, on Python 3.10, inside Rasa. Holds no state and touches no disk but its own YAML.
"""
