"""Known: what is known of a person now, fact by fact, and where each comes from."""

from dataclasses import dataclass

from app.school import members, origins, rosters
from app.school.biographies.events import LABELS, branch_names, said, sheet
from db.register import Register


@dataclass(frozen=True, slots=True)
class Known:
    """One fact as it stands: in the office's words, since when (local time), and by what act and whom.

    `roster`, `file_name` and `sheet_name` name the sheet it came from, 0 and "" where it was typed. `at` is
    empty where this register cannot tell.
    """

    field: str
    label: str
    value: str
    at: str
    act: str
    by: str
    roster: int
    file_name: str
    sheet_name: str

    @property
    def source(self) -> str:
        """Say where it comes from in a few words."""
        if self.roster:
            return sheet(self.file_name, self.sheet_name)
        return "手工填写" if self.at else ""


def known(db: Register, member: int) -> list[Known]:
    """List what is known of one row of a person, in the order of the office's form; empty facts are not."""
    who = members.row(db, member)
    homes = branch_names(db, school=who.school)
    newest = origins.by_field(origins.of_member(db, member))
    came_in = None if newest else rosters.of_member(db, member)
    found = []
    for field in (*members.FIELDS, "left_on", "left_reason"):
        value = getattr(who, field)
        text = "；".join(value) if field == "doubts" else said(field, value or "", branches=homes)
        if not text or (field == "membership_status" and value == "normal"):
            continue
        origin = newest.get(field)
        if origin is not None:
            source = (origin.at, origin.name, origin.operator, origin.roster or 0)
            found.append(Known(field, LABELS[field], text, *source, origin.file_name, origin.sheet_name))
        elif came_in is not None:
            sheet = (came_in.id, came_in.file_name, came_in.sheet_name)
            found.append(Known(field, LABELS[field], text, came_in.taken_on, "", "", *sheet))
        else:
            found.append(Known(field, LABELS[field], text, "", "", "", 0, "", ""))
    return found
