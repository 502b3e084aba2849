"""Purchase orders, suppliers and the shortage desk on the screen."""
