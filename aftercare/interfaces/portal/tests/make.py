from datetime import UTC, datetime

NOW = datetime(2026, 10, 5, 4, 0, tzinfo=UTC)
