"""Certificates: issued once, valid for a time, and every change of what they are worth."""
