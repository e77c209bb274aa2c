"""Who took part in anything in a year: one half-day or one activity is enough, giving lessons is none."""

from typing import Final

from app.school import CAME

_CAME = ", ".join(f"'{mark}'" for mark in CAME)
_IN_CLASS = (
    "EXISTS (SELECT 1 FROM enrollment e JOIN attendance a ON a.enrollment = e.id "
    f"JOIN session s ON s.id = a.session WHERE e.member = {{who}} AND a.mark IN ({_CAME}) "
    "AND s.date BETWEEN :trained_from AND :trained_to)"
)
_IN_ACTIVITY = (
    "EXISTS (SELECT 1 FROM participation p JOIN activity c ON c.id = p.activity WHERE p.member = {who} "
    "AND c.voided_on IS NULL AND c.kind <> 'teaching' "
    "AND c.date <= :trained_to AND c.ends >= :trained_from)"
)
_EITHER = f"{_IN_CLASS} OR {_IN_ACTIVITY}"
IN_YEAR: Final = (
    f"({_EITHER.format(who='m.id')} OR EXISTS (SELECT 1 FROM person_link k WHERE k.kept = m.id "
    f"AND ({_EITHER.format(who='k.other')})))"
)
"""A condition on the member `m`; `:trained_from` and `:trained_to` are the first and the last day."""
