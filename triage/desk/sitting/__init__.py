"""A sitting: what one person's desk holds while it is open. Keys and opened cases are in memory, and nowhere else."""

from triage.desk.background import Progress, Turns
from triage.desk.clock import today
from triage.desk.sitting.desk import Sitting
from triage.desk.sitting.team import Team

__all__ = ["Progress", "Sitting", "Team", "Turns", "today"]
