"""Make the packages that offices install: freeze the program, wrap it, install it and start it."""
