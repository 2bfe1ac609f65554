"""The chat without script: the same conversation as one form a page; see docs/decisions/0080-without-script.md."""
