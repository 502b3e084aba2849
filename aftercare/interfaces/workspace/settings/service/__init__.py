"""How cases are sorted, promised and answered: service levels, triage rules, texts, lists."""
