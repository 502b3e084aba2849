"""The journal for auditors, with the state of its chain."""
