"""Labels are printed: for goods, places, units and work orders, several at once."""
