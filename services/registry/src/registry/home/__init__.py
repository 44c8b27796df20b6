"""The front door, the first screens of the people who run the programme, and the state of it."""
