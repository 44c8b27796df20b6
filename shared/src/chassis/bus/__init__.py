"""Facts on their way: written in one service's log, carried, and taken in by the others once."""
