"""The workshop: work orders, the bench, how they end."""
