"""Groups of schools that go through the programme together, against one standard."""
