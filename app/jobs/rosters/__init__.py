"""Rosters: plan what a sheet would change, show the plan, and commit that same plan."""

from app.jobs.rosters.committing import commit, commit_all, kept_list, refused_list, refused_rows
from app.jobs.rosters.deciding import accept, accept_all, decide, map_branch
from app.jobs.rosters.originals import hand_out
from app.jobs.rosters.planning import plan, plan_all, read
from app.jobs.rosters.plans import LABELS, VERDICTS, Change, Plan, PlanRow, shown

__all__ = [
    "LABELS",
    "VERDICTS",
    "Change",
    "Plan",
    "PlanRow",
    "accept",
    "accept_all",
    "commit",
    "commit_all",
    "decide",
    "hand_out",
    "kept_list",
    "map_branch",
    "plan",
    "plan_all",
    "read",
    "refused_list",
    "refused_rows",
    "shown",
]
