"""The devices on which a person is signed in: seen, and signed out one by one or all at once."""
