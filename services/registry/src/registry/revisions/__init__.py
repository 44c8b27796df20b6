"""Schools brought up to what a newer list says of them."""
