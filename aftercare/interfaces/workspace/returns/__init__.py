"""Returns: the list, the page, what is done with each line, and the door where things come in."""
