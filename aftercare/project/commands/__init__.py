"""The command `aftercare`: one group, each command in the module of its subject."""
