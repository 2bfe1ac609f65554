"""Who is in the team, in which role and with which key: proposed, approved and ended on record."""
