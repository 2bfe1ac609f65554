"""`candour bench --desk`: how quick the desk is over very many sealed cases, on the engine that a URL names."""
