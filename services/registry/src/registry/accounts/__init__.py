"""Who a person is to us, and how they prove it."""
