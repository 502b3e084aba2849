"""Pure rules of search: what a word is, how a question is read, how it becomes a plan."""
