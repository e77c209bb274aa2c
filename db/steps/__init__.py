"""The literal SQL of each migration, one module a step, never edited once released."""
