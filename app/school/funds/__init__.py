"""Funds: what a year's money was to be, what came, what it was spent on, and what the rules ask of it."""

from app.school.funds.incomes import LEDGER, SOURCES, Fund, find, rows, years
from app.school.funds.rules import Check, FundRule, LectureFee, adopt, lecture_fee, load_presets, tell_times
from app.school.funds.rules import find as find_rules
from app.school.funds.rules import rows as rule_rows
from app.school.funds.spendings import KINDS, SPENDINGS, Spending, find_spent, spent_rows, warnings
from app.school.funds.totals import Checked, Sums, Totals, totals

__all__ = [
    "KINDS",
    "LEDGER",
    "SOURCES",
    "SPENDINGS",
    "Check",
    "Checked",
    "Fund",
    "FundRule",
    "LectureFee",
    "Spending",
    "Sums",
    "Totals",
    "adopt",
    "find",
    "find_rules",
    "find_spent",
    "lecture_fee",
    "load_presets",
    "rows",
    "rule_rows",
    "spent_rows",
    "tell_times",
    "totals",
    "warnings",
    "years",
]
