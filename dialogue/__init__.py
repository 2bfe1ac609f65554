"""What runs inside Rasa (Python 3.10): input channel, encrypted tracker store, NLU component, launcher.

Rasa is confined: it holds no key of a case, no account ID, and no socket that faces a network.
"""
