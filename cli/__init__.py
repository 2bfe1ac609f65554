"""The `candour` command, and what keeps its processes alive."""
