"""The school's own registers: posts, equipment, bylaws, meetings, funds, books, points and routes."""

SCHEMA = """
-- Nothing yet.
"""
