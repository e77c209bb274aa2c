"""The demonstration: a made-up township walked down the whole road by the very functions a clerk uses."""
