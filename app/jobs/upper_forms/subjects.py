"""Whom one copy of a form is about, and what the register says of it, each asked for once."""

from functools import cached_property

from app.errors import UserError
from app.school import (
    CAME,
    branches,
    certificates,
    checklist,
    classes,
    enrollments,
    evaluations,
    graduations,
    hours,
    members,
    schools,
    standings,
    teachers,
    timetable,
)
from app.school.attendance import RollCall, roll_call
from app.school.catalogues import TEACHERS, Taught, taught
from db.register import Register


class Subject:
    """A school in a year, and within it perhaps a class, a person or a branch."""

    def __init__(
        self,
        db: Register,
        *,
        year: int,
        today: str,
        training_class: int | None = None,
        member: int | None = None,
        branch: int | None = None,
    ) -> None:
        """Look nothing up yet."""
        self.db, self.year, self.today = db, year, today
        self._class, self._member, self._branch = training_class, member, branch

    @cached_property
    def school(self) -> schools.School:
        """Give the own school."""
        return schools.own(self.db)

    # the year

    @cached_property
    def every_class(self) -> list[classes.TrainingClass]:
        """Give the classes of the year in the order of their terms."""
        found = classes.find(self.db, school=self.school.id, year=self.year, order_by="-term")
        return classes.rows(self.db, found)

    @cached_property
    def calls(self) -> dict[int, RollCall]:
        """Give the roll call of each class of the year."""
        return {one.id: roll_call(self.db, one.id) for one in self.every_class}

    def came(self, training_class: int) -> set[int]:
        """Give the members who came to a class at least once."""
        grid = self.calls.get(training_class) or roll_call(self.db, training_class)
        there = {who for (who, _), mark in grid.marks.items() if mark in CAME}
        return {who.member for who in grid.enrollments if who.id in there}

    @cached_property
    def everybody(self) -> list[standings.Standing]:
        """Give what everybody on the rolls owes and has in the year."""
        return standings.of_school(self.db, school=self.school.id, year=self.year)

    @cached_property
    def assessments(self) -> list[checklist.Assessment]:
        """Give how each demand of the five haves stands."""
        return checklist.assess(self.db, school=self.school.id, year=self.year, today=self.today)

    @cached_property
    def those_teaching(self) -> list[tuple[teachers.Teacher, Taught]]:
        """Give the teachers who taught in the year, with what they held."""
        held = taught(self.db, TEACHERS, school=self.school.id, year=self.year, until=self.today)
        known = teachers.rows(self.db, teachers.find(self.db, school=self.school.id, ended=True))
        return [(one, held[one.id]) for one in known if one.id in held and held[one.id].sessions]

    @cached_property
    def every_branch(self) -> list[branches.Branch]:
        """Give the branches by name."""
        return branches.rows(self.db, branches.find(self.db, school=self.school.id))

    @cached_property
    def every_certificate(self) -> list[certificates.Certificate]:
        """Give the certificates that stand, of every year."""
        found = certificates.rows(self.db, certificates.find(self.db, school=self.school.id))
        return [one for one in found if not one.voided_on]

    # a class

    @cached_property
    def training_class(self) -> classes.TrainingClass:
        """Give the class; raise `UserError` where none was chosen."""
        if self._class is None:
            raise UserError("这份表要填培训班的情况，请先选一个培训班。")
        return classes.row(self.db, self._class)

    @cached_property
    def sessions(self) -> list[timetable.Session]:
        """Give the half-days of the class."""
        return timetable.rows(self.db, timetable.find(self.db, training_class=self.training_class.id))

    @cached_property
    def roster(self) -> list[enrollments.Enrollment]:
        """Give the trainees of the class."""
        return enrollments.rows(self.db, enrollments.find(self.db, training_class=self.training_class.id))

    @cached_property
    def people(self) -> dict[int, members.Member]:
        """Give the trainees as the rolls have them, by their id there."""
        return {one.id: one for one in members.rows(self.db, [who.member for who in self.roster])}

    @cached_property
    def marks(self) -> list[str]:
        """Give the marks of the class."""
        return list(roll_call(self.db, self.training_class.id).marks.values())

    @cached_property
    def results(self) -> dict[int, graduations.Result]:
        """Give what came of each trainee."""
        return {one.enrollment: one for one in graduations.results(self.db, self.training_class.id)}

    @cached_property
    def numbers(self) -> dict[int, str]:
        """Give the number of each trainee's certificate in the class."""
        found = certificates.rows(self.db, certificates.find(self.db, training_class=self.training_class.id))
        return {one.enrollment: one.number for one in found if not one.voided_on}

    @cached_property
    def evaluation(self) -> evaluations.Evaluation:
        """Give what the trainees ticked."""
        return evaluations.of_class(self.db, self.training_class.id)

    # a person, a branch

    @cached_property
    def member(self) -> members.Member:
        """Give the person; raise `UserError` where none was chosen."""
        found = members.rows(self.db, [self._member]) if self._member is not None else []
        if not found:
            raise UserError("这份表要填个人的情况，请先选人。")
        return found[0]

    @cached_property
    def enrollment(self) -> enrollments.Enrollment:
        """Give the person's row in the class; raise `UserError` where there is none."""
        for one in self.roster:
            if one.member == self.member.id:
                return one
        raise UserError(f"{self.member.name}不在“{self.training_class.name}”的名册里。")

    @cached_property
    def standing(self) -> standings.Standing:
        """Give what the person owes and has in the year."""
        return standings.of_member(self.db, self.member.id, year=self.year)

    @cached_property
    def lines(self) -> list[hours.HourLine]:
        """Give the person's hours of the year."""
        return hours.of_member(self.db, self.member.id, year=self.year)

    @cached_property
    def branch(self) -> branches.Branch:
        """Give the branch; raise `UserError` where none was chosen."""
        found = branches.rows(self.db, [self._branch]) if self._branch is not None else []
        if not found:
            raise UserError("这份表要填党支部的情况，请先选党支部。")
        return found[0]

    @cached_property
    def of_branch(self) -> list[standings.Standing]:
        """Give what everybody of the branch owes and has in the year."""
        return [one for one in self.everybody if one.branch_name == self.branch.name]
