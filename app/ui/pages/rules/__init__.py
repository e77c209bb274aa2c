"""学时规则, 办班规则: which there are, what they say, how one is changed; and the years that are closed."""

from app.ui.pages.rules.class_rules import ClassRulesPage
from app.ui.pages.rules.draft import DraftPage
from app.ui.pages.rules.impact import ImpactPage
from app.ui.pages.rules.listing import RulesPage

__all__ = ["ClassRulesPage", "DraftPage", "ImpactPage", "RulesPage"]
