"""Ways to find people quickly: a hundred thousand of them listed, searched and counted while one types."""

INDEXES = """
-- Those on the rolls in the order of their names, with all that narrows the list.
DROP INDEX member_pinyin;
CREATE INDEX member_listed ON member
  (school, left_on, pinyin, name_key, birth, id, initials, branch, member_type, role, floating, frail);
CREATE INDEX member_doubtful ON member (school, left_on, pinyin, name_key, birth, id) WHERE doubts <> '[]';
-- Names with more than one reading: 单 is looked for under s and under d.
CREATE INDEX member_readings ON member (initials) WHERE instr(initials, ' ');
-- The last four characters of a number, the last one first.
CREATE INDEX member_id_tail ON member
  (substr(id_number, -1, 1) || substr(id_number, -2, 1)
   || substr(id_number, -3, 1) || substr(id_number, -4, 1));
CREATE INDEX member_phone_tail ON member
  (substr(phone, -1, 1) || substr(phone, -2, 1)
   || substr(phone, -3, 1) || substr(phone, -4, 1));
-- The people of a branch are counted for every list of branches.
DROP INDEX member_branch;
CREATE INDEX member_branch ON member (branch, left_on);
"""
