"""Rosters: plan what a sheet would change, show the plan, and commit that same plan."""

from app.jobs.rosters.branches import Unknown, unknown
from app.jobs.rosters.candidates import Candidate, of_that_name
from app.jobs.rosters.committing import commit, commit_all, kept_list, refused_list, refused_rows
from app.jobs.rosters.deciding import (
    LATER,
    NEW,
    Answers,
    accept,
    accept_all,
    answer,
    decide,
    identify,
    map_branch,
    settle,
)
from app.jobs.rosters.drafts import Draft, begin, replan, say
from app.jobs.rosters.offers import Offer, offered
from app.jobs.rosters.originals import hand_out
from app.jobs.rosters.planning import plan, plan_all, read
from app.jobs.rosters.plans import LABELS, VERDICTS, Change, Plan, PlanRow, shown
from app.jobs.rosters.questions import Question, asked

__all__ = [
    "LABELS",
    "LATER",
    "NEW",
    "VERDICTS",
    "Answers",
    "Candidate",
    "Change",
    "Draft",
    "Offer",
    "Plan",
    "PlanRow",
    "Question",
    "Unknown",
    "accept",
    "accept_all",
    "answer",
    "asked",
    "begin",
    "commit",
    "commit_all",
    "decide",
    "hand_out",
    "identify",
    "kept_list",
    "map_branch",
    "of_that_name",
    "offered",
    "plan",
    "plan_all",
    "read",
    "refused_list",
    "refused_rows",
    "replan",
    "say",
    "settle",
    "shown",
    "unknown",
]
