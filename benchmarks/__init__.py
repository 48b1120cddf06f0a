"""How fast, measured beside known systems on the same machine: ``make bench``."""
