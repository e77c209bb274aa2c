"""What a school sent is found by the school.

A parcel states the whole of a school. Reading the next one, the county finds what stands here of that
school in every travelling table; without an index that meant passing over everybody else's rows too.
"""

TABLES = (
    "enrollment", "attendance", "participation", "leave_slip", "score", "walk_in",
    "certificate_copy", "class_step", "class_paper", "evaluation", "evaluation_count", "seat_plan",
    "session_photo", "criterion", "assessment_line", "graduation_override", "branch_quota", "roster",
    "refused_row", "print_job",
)  # fmt: skip

SCHEMA = "\n".join(f"CREATE INDEX {table}_school ON {table} (school);" for table in TABLES)
