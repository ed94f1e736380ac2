"""The review desk under faults: people who decide at once, and processes that are killed. See `__main__`."""
