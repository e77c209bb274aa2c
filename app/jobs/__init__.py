"""VERBS: errands that take a while or join rooms."""
