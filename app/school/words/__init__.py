"""Words: what tables, columns, records and values are called in the office, wherever they are shown."""

from app.school.words.names import TABLES, UNSAID, WORKED_OUT, column, noun
from app.school.words.records import said, title

__all__ = ["TABLES", "UNSAID", "WORKED_OUT", "column", "noun", "said", "title"]
