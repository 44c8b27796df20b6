"""Assessors: who may assess schools, in which languages, and until when."""
