"""Measures the stages of a turn inside Rasa, while `candour bench --profile` asks for it (candour.spans).

It lies apart from what a model is made from, and nothing of it runs in a service.
"""
