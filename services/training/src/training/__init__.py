"""Modules, quizzes and who has been trained."""
