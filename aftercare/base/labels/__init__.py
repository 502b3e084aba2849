"""Labels: how they look, in our form or a customer's, and how many of them are printed."""
