"""The triage team's side: the only place where a private key is loaded and a case is opened."""
