"""Two laptops of one school: versions of rows and their conflicts; people who move and are counted once."""

SCHEMA = """
-- Nothing yet.
"""
