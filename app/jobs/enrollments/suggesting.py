"""Suggest whom a branch might send: those most short of hours first."""

from dataclasses import dataclass

from app.school import classes, enrollments, members, quotas, standings
from db.register import Register


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A branch's quota and as many of its people as it lacks, those most short of hours first."""

    quota: quotas.Quota
    people: tuple[standings.Standing, ...]


def suggest(db: Register, training_class: int) -> list[Suggestion]:
    """Suggest for every quota that is not filled who could fill it, by the hours of the class's year.

    Nobody is suggested who is in the class, has left, or owes no hours.
    """
    found = classes.row(db, training_class)
    lacking = quotas.rows(db, quotas.find(db, training_class=training_class, lacking_only=True))
    if not lacking:
        return []
    inside = enrollments.within(db, training_class)
    standing = {one.member: one for one in standings.of_school(db, school=found.school, year=found.year)}
    suggested = []
    for quota in lacking:
        people = [
            standing[one]
            for one in members.find(db, school=found.school, branch=quota.branch, order_by="branch")
            if one in standing and one not in inside and standing[one].required
        ]
        # Of two who lack as much the one who stands first on the rolls: sorting keeps their order.
        first = sorted(people, key=lambda one: -one.lacking)[: quota.lacking]
        suggested.append(Suggestion(quota, tuple(first)))
    return suggested
