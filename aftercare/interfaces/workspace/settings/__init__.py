"""What is set up in the browser, without touching a file: see `docs/settings.md`."""
