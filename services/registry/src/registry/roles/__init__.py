"""Who may do what where, and who may appoint whom."""
