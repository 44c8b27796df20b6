"""Trainers: who may give a talk and new tries, in which modules, and until when."""
