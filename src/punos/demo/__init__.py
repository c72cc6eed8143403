"""Makes the invented demo area through the actions of all rooms. Never writes a row past them."""
