"""Tunes the sentence encoder to this field, and keeps what changed in `tuned.npz`: `candour train --tune`.

Only this folder needs TensorFlow, and only when tuning. What is kept is read by dialogue.sentence_encoder.
"""
