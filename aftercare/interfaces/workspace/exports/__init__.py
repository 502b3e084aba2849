"""Lists that go out as files: the same rows and columns the page shows, for spreadsheets."""
