"""Whom an issuer outside vouches for, and who that is here."""
