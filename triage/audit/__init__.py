"""The audit trail of the desk: who did what to which case, in a chain that the store's operator cannot rewrite."""
