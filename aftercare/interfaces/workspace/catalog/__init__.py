"""Items: lists, the page of each, and what is known of makers' changes."""
