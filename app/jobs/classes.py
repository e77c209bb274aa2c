"""Classes: put a document into a class's own file."""

from pathlib import Path

from app.jobs import evidence
from app.school import classes, requirements
from db.register import Register


def attach(
    db: Register,
    path: Path,
    *,
    folder: Path,
    training_class: int,
    requirement: str,
    formed_on: str,
    today: str,
) -> None:
    """File a PDF or picture for one requirement of a class, as one act; raise as `evidence.file` does."""
    found = classes.row(db, training_class)
    with db.act(f"{found.name}：归入{path.name}"):
        paper = evidence.file(db, path, folder=folder, school=found.school, formed_on=formed_on, today=today)
        requirements.file(db, training_class, requirement, paper=paper, today=today)
