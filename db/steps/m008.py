"""Standards in versions, stated facts, rounds of assessment, what is to be put right, photographs."""

SCHEMA = """
-- Nothing yet.
"""
