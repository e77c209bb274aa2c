"""Parcels both ways: receipts, returned records, reference data, orders for lessons, replaced laptops."""

SCHEMA = """
-- Nothing yet.
"""
