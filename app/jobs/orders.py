"""Orders for lessons on paper: the county's menu and the slip of one order."""

from app.papers import orders as papers
from app.school import HALF_DAYS, orders, schools
from db.register import Register


def menu(db: Register, *, today: str) -> papers.Menu:
    """Give the menu as it stands; at a township it is its county's."""
    desk = schools.own(db)
    lender = desk.id if desk.level != "township" else schools.lender(db, school=desk.id)
    (county,) = schools.rows(db, [lender]) or (desk,)
    dishes = [
        papers.Dish(
            one.category, one.title, one.quarter_hours, one.audience,
            f"{one.teacher_name}（{one.teacher_post}）" if one.teacher_post else one.teacher_name, one.terms,
        )
        for one in orders.items(db, orders.menu(db))
    ]  # fmt: skip
    return papers.Menu(county.short_name, int(today[:4]), dishes, said(today))


def slip(db: Register, order: int) -> papers.Slip:
    """Give the slip of an order, with free places for what nobody said yet."""
    found = orders.row(db, order)
    desk = schools.own(db)
    lender = desk.id if desk.level != "township" else schools.lender(db, school=desk.id)
    (county,) = schools.rows(db, [lender]) or (desk,)
    (school,) = schools.rows(db, [found.school])
    judged = f"{orders.SCORES[found.score]}" if found.done_on and found.score else ""
    return papers.Slip(
        county=county.short_name,
        school=school.full_name,
        number=found.number,
        title=found.title,
        wished=f"{said(found.wished_on)}{HALF_DAYS[found.half_day]}",
        audience=found.audience,
        people=f"{found.people} 人",
        address=found.address,
        contact=" ".join(part for part in (found.contact, found.phone) if part),
        note=found.note,
        ordered=said(found.ordered_on),
        teacher=" ".join(part for part in (found.teacher_name, found.teacher_phone) if part),
        when=f"{said(found.on_date)}{HALF_DAYS[found.on_half_day]}" if found.on_date else "",
        declined=found.declined,
        dispatched=said(found.dispatched_on) if found.dispatched_on else "",
        held=said(found.done_on) if found.done_on else "",
        came=f"{found.came} 人" if found.done_on else "",
        score=judged,
        feedback=found.feedback,
    )


def said(day: str) -> str:
    """Write a day as papers do."""
    return f"{int(day[:4])}年{int(day[5:7])}月{int(day[8:10])}日"
