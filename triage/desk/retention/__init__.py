"""Retention: how long a decided case is kept, what holds it, and how it is destroyed."""
