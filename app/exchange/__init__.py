"""Parcels: seal, open, verify, deliver; files only, never the register."""
