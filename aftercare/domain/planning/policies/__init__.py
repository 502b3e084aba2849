"""How tables of an ERP are understood: pure rules."""
