"""The form on our public page: what is sent is an envelope like any other."""
