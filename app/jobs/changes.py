"""Changes: fill in the record of changes to be printed."""

from collections.abc import Sequence

from app.papers import changes as papers
from app.progress import Tell
from app.school import changes, members, schools
from app.school import classes as terms
from app.school.changes import Criteria
from db.register import Register

MOST_ACTS = 300
MOST_FACTS = 60
DOUBTED = "时钟存疑"


def paper(
    db: Register, acts: Sequence[int], *, about: str, today: str, holds: str = "", tell: Tell
) -> papers.ChangeList:
    """Give the first `MOST_ACTS` acts with the first `MOST_FACTS` facts of each, saying where that cuts."""
    wanted = list(acts[:MOST_ACTS])
    listed = []
    for done, act in enumerate(changes.rows(db, wanted)):
        tell(done, len(wanted), "正在整理更改记录")
        found = changes.lines(db, act.id)
        facts = [(one.noun, one.of, one.field, one.old, one.new) for one in found[:MOST_FACTS]]
        if len(found) > MOST_FACTS:
            facts.append(("……", f"这一步还有 {len(found) - MOST_FACTS:,} 项，见程序里的更改记录", "", "", ""))
        name = f"{act.name}（{DOUBTED}）" if act.doubted else act.name
        listed.append(papers.Act(act.at, act.operator, name, facts))
    if len(acts) > MOST_ACTS:
        about += f"；只印最近的 {MOST_ACTS} 步（共 {len(acts):,} 步）"
    return papers.ChangeList(schools.own(db).full_name, about, listed, today, holds)


def about(db: Register, wanted: Criteria) -> str:
    """Say which acts are asked for."""
    said = []
    if wanted.member:
        said += [f"人员：{one.name}" for one in members.rows(db, [wanted.member])]
    if wanted.training_class:
        said += [f"培训班：{one.name}" for one in terms.rows(db, [wanted.training_class])]
    if wanted.operator:
        said.append(f"操作人：{wanted.operator}")
    if wanted.since or wanted.until:
        said.append(f"日期：{wanted.since or '最早'} 至 {wanted.until or '现在'}")
    if wanted.doubted:
        said.append("电脑时间不准时做的")
    if wanted.text:
        said.append(f"含“{wanted.text}”")
    return "；".join(said) or "全部更改"
