"""Published: what lies in PostgreSQL, table by table, and the views that give the county's figures there.

Left out on purpose: telephone numbers, addresses, notes, photographs and papers. Somebody's ID number is
a keyed hash unless it was asked for.
"""

from collections.abc import Iterator

SCHEMA = "wuyou"
# Raised with any change here: an older form is taken away and loaded anew.
FORM = 3

_WHOSE = {"id": "bigint PRIMARY KEY", "school": "bigint NOT NULL"}
# Rows of a school as its parcel brought them.
ROWS: dict[str, dict[str, str]] = {
    "branch": {**_WHOSE, "name": "text NOT NULL"},
    "member": {
        **_WHOSE, "identity": "text", "same_as": "bigint NOT NULL", "name": "text NOT NULL",
        "gender": "text NOT NULL", "birth_year": "integer", "education": "text NOT NULL",
        "member_type": "text NOT NULL", "role": "text NOT NULL", "branch": "bigint",
        "frail": "integer NOT NULL", "floating": "integer NOT NULL", "cadre": "integer NOT NULL",
        "left_on": "text",
    },
    "training_class": {
        **_WHOSE, "year": "integer NOT NULL", "term_no": "integer NOT NULL", "name": "text NOT NULL",
        "class_type": "text NOT NULL", "state": "text NOT NULL", "closed_on": "date",
    },
    "session": {
        **_WHOSE, "training_class": "bigint NOT NULL", "date": "date NOT NULL", "half_day": "text NOT NULL",
        "quarter_hours": "integer NOT NULL",
    },
    "enrollment": {**_WHOSE, "training_class": "bigint NOT NULL", "member": "bigint NOT NULL"},
    "attendance": {
        **_WHOSE, "session": "bigint NOT NULL", "enrollment": "bigint NOT NULL", "mark": "text NOT NULL",
    },
    "activity": {
        **_WHOSE, "kind": "text NOT NULL", "title": "text NOT NULL", "date": "date NOT NULL",
        "ends": "date NOT NULL", "voided_on": "date",
    },
    "participation": {**_WHOSE, "activity": "bigint NOT NULL", "member": "bigint NOT NULL"},
    "hour_line": {
        **_WHOSE, "member": "bigint NOT NULL", "date": "date NOT NULL", "quarter_hours": "integer NOT NULL",
        "category": "text NOT NULL", "ledger": "text NOT NULL",
    },
    "certificate": {
        **_WHOSE, "enrollment": "bigint NOT NULL", "number": "text NOT NULL", "issued_on": "date NOT NULL",
        "voided_on": "date",
    },
}  # fmt: skip
_COUNTS = {
    "people": "integer NOT NULL", "trained": "integer NOT NULL", "turns": "integer NOT NULL",
    "target": "integer NOT NULL", "required": "integer NOT NULL", "met": "integer NOT NULL",
    "quarter_hours": "bigint NOT NULL",
}  # fmt: skip
# What the program worked out from these rows, for what no view could: rules of hours, standards.
FIGURES: dict[str, dict[str, str]] = {
    "figure": {
        "school": "bigint NOT NULL", "year": "integer NOT NULL", "as_of": "date NOT NULL",
        "points": "integer NOT NULL", "points_of": "integer NOT NULL", "classes": "integer NOT NULL",
        "quarter_1": "integer NOT NULL", "quarter_2": "integer NOT NULL", "quarter_3": "integer NOT NULL",
        "quarter_4": "integer NOT NULL", "classes_wanted": "integer NOT NULL", "members": "integer NOT NULL",
        "people": "integer NOT NULL", "person_times": "integer NOT NULL", "quarter_hours": "bigint NOT NULL",
        "owing": "integer NOT NULL", "met": "integer NOT NULL", "party": "integer NOT NULL",
        "party_trained": "integer NOT NULL",
    },
    "figure_item": {
        "school": "bigint NOT NULL", "year": "integer NOT NULL", "seq": "integer NOT NULL",
        "item": "text NOT NULL", "usable": "integer NOT NULL", "of_all": "integer NOT NULL",
    },
    "count_line": {
        "school": "bigint NOT NULL", "year": "integer NOT NULL", "quarter": "integer NOT NULL",
        "side_no": "integer NOT NULL", "side": "text NOT NULL", "seq": "integer NOT NULL",
        "title": "text NOT NULL", **_COUNTS,
    },
}  # fmt: skip
# What one desk says of all its schools together: who is one person, and what sums count too often by that. A
# school is published by one desk (`school.desk`), so that nothing is taken off twice.
DESKS: dict[str, dict[str, str]] = {
    "one_person": {"desk": "bigint NOT NULL", "member": "bigint NOT NULL", "person": "bigint NOT NULL"},
    "counted_twice": {
        "desk": "bigint NOT NULL", "year": "integer NOT NULL", "quarter": "integer NOT NULL",
        "side": "text NOT NULL", "title": "text NOT NULL", "people": "integer NOT NULL",
        "trained": "integer NOT NULL", "turns": "integer NOT NULL", "required": "integer NOT NULL",
        "met": "integer NOT NULL", "quarter_hours": "bigint NOT NULL",
    },
}  # fmt: skip
TABLES: dict[str, dict[str, str]] = {
    "school": {
        "id": "bigint PRIMARY KEY", "code": "text NOT NULL", "name": "text NOT NULL",
        "county": "text NOT NULL", "desk": "bigint NOT NULL", "desk_name": "text NOT NULL",
        "parcel_no": "integer NOT NULL", "parcel_read": "text NOT NULL", "as_of": "date NOT NULL",
        "stamp": "text NOT NULL",
    },
    **DESKS,
    **ROWS,
    **FIGURES,
}  # fmt: skip
_KEYS = {
    "figure": "school, year",
    "figure_item": "school, year, seq",
    "count_line": "school, year, quarter, side_no, seq",
    "one_person": "desk, member",
    "counted_twice": "desk, year, quarter, side, title",
}
_INDEXED = {
    "attendance": ("session", "enrollment"), "enrollment": ("member", "training_class"),
    "session": ("training_class",), "participation": ("activity", "member"), "hour_line": ("member",),
}  # fmt: skip

_CAME = (
    "SELECT s.school, CAST(extract(year FROM s.date) AS integer) AS year, e.member, m.same_as, "
    "s.training_class FROM {0}.attendance a JOIN {0}.session s ON s.id = a.session "
    "JOIN {0}.enrollment e ON e.id = a.enrollment JOIN {0}.member m ON m.id = e.member "
    "WHERE a.mark IN ('present', 'late', 'left_early')"
)
_VIEWS = {
    "came": (
        _CAME,
        "到过课的人：每人每课次一行。",
    ),
    "school_year": (
        "SELECT f.year, s.code, s.name, s.county, f.points, f.points_of, f.classes, f.classes_wanted, "
        "f.quarter_1, f.quarter_2, f.quarter_3, f.quarter_4, f.members, f.people, f.person_times, "
        "f.quarter_hours / 4.0 AS hours, f.owing, f.met, "
        "CASE WHEN f.owing > 0 THEN trunc(100.0 * f.met / f.owing, 1) END AS met_percent, f.party, "
        "f.party_trained, CASE WHEN f.party > 0 THEN trunc(100.0 * f.party_trained / f.party, 1) END "
        "AS covered_percent, s.parcel_no, s.parcel_read, f.as_of, f.school "
        "FROM {0}.figure f JOIN {0}.school s ON s.id = f.school",
        "各校一年的数字，与县级总览、汇总表、工作簿同一口径：人数每校每人计一次，人次每人每班计一次；"
        "达标率、覆盖率舍去一位小数以后的部分。",
    ),
    "held": (
        "SELECT x.school, x.year, CAST(count(*) AS integer) AS classes FROM (SELECT s.school, "
        "s.training_class, CAST(extract(year FROM s.date) AS integer) AS year FROM {0}.session s "
        "JOIN {0}.school o ON o.id = s.school AND s.date <= o.as_of WHERE EXISTS "
        "(SELECT 1 FROM {0}.attendance a WHERE a.session = s.id) GROUP BY 1, 2, 3) x GROUP BY 1, 2",
        "班次：本年度已上过课、录过考勤的培训班，由课表和考勤直接数出。",
    ),
    "turnout": (
        "SELECT school, year, CAST(count(DISTINCT same_as) AS integer) AS people, "
        "CAST(count(DISTINCT (same_as, training_class)) AS integer) AS person_times "
        "FROM {0}.came GROUP BY 1, 2",
        "人数：本年至少到课一次的人，每校每人计一次；人次：每人每班计一次。由考勤直接数出。",
    ),
    "whole_year": (
        "SELECT f.year, coalesce(w.people, 0) AS people, coalesce(w.person_times, 0) AS person_times, "
        "(f.quarter_hours - coalesce(t.quarter_hours, 0)) / 4.0 AS hours FROM (SELECT year, "
        "sum(quarter_hours) AS quarter_hours FROM {0}.figure GROUP BY 1) f LEFT JOIN ("
        "SELECT c.year, CAST(count(DISTINCT coalesce(p.person, c.same_as)) AS integer) AS people, "
        "CAST(count(DISTINCT (coalesce(p.person, c.same_as), c.training_class)) AS integer) AS person_times "
        "FROM {0}.came c LEFT JOIN {0}.one_person p ON p.member = c.member GROUP BY 1) w ON w.year = f.year "
        "LEFT JOIN (SELECT year, sum(quarter_hours) AS quarter_hours FROM {0}.counted_twice "
        "WHERE quarter = 0 AND side = '' GROUP BY 1) t ON t.year = f.year",
        "全部学校合计：在几所学校都受训的人只计一次；转来的人带来的学时只计一次。",
    ),
    "item_year": (
        "SELECT i.year, s.code, s.name, i.seq, i.item, i.usable, i.of_all, i.school "
        "FROM {0}.figure_item i JOIN {0}.school s ON s.id = i.school",
        "五有各项：有可用佐证的要求数、要求总数。",
    ),
    "training_whole": (
        "SELECT l.year, l.quarter, l.side, l.title, l.people - coalesce(t.people, 0) AS people, "
        "l.trained - coalesce(t.trained, 0) AS trained, l.turns - coalesce(t.turns, 0) AS turns, "
        "l.required - coalesce(t.required, 0) AS required, l.met - coalesce(t.met, 0) AS met, "
        "(l.quarter_hours - coalesce(t.quarter_hours, 0)) / 4.0 AS hours FROM (SELECT year, quarter, side, "
        "title, sum(people) AS people, sum(trained) AS trained, sum(turns) AS turns, "
        "sum(required) AS required, sum(met) AS met, sum(quarter_hours) AS quarter_hours "
        "FROM {0}.count_line WHERE side <> '按支部' GROUP BY 1, 2, 3, 4) l LEFT JOIN (SELECT year, quarter, "
        "side, title, sum(people) AS people, sum(trained) AS trained, sum(turns) AS turns, "
        "sum(required) AS required, sum(met) AS met, sum(quarter_hours) AS quarter_hours "
        "FROM {0}.counted_twice WHERE side <> '' GROUP BY 1, 2, 3, 4) t USING (year, quarter, side, title)",
        "培训情况统计表，全部学校合计：在几所学校名册上的人，每一行里只计一次。",
    ),
    "training": (
        "SELECT l.year, l.quarter, s.code, s.name, l.side_no, l.side, l.seq, l.title, l.people, l.trained, "
        "l.turns, l.target, l.required, l.met, l.quarter_hours / 4.0 AS hours, l.school "
        "FROM {0}.count_line l JOIN {0}.school s ON s.id = l.school",
        "培训情况统计表：各校、各季度（0 为全年）从各方面看的应训、参训人数、人次、学时和达标人数。",
    ),
}


def making() -> Iterator[str]:
    """Give the statements that make the tables, their indexes and the views with what they mean."""
    yield f"CREATE TABLE {SCHEMA}.form (form integer NOT NULL)"
    for name, columns in TABLES.items():
        body = [f"{column} {kind}" for column, kind in columns.items()]
        if name in _KEYS:
            body.append(f"PRIMARY KEY ({_KEYS[name]})")
        yield f"CREATE TABLE {SCHEMA}.{name} ({', '.join(body)})"
        if name in ROWS:
            yield f"CREATE INDEX ON {SCHEMA}.{name} (school)"
        for column in _INDEXED.get(name, ()):
            yield f"CREATE INDEX ON {SCHEMA}.{name} ({column})"
    for name, (select, said) in _VIEWS.items():
        yield f"CREATE VIEW {SCHEMA}.{name} AS {select.format(SCHEMA)}"
        yield f"COMMENT ON VIEW {SCHEMA}.{name} IS '{said}'"
