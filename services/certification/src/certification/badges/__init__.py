"""The sign of a certificate for a school's own site; it always shows what it is worth today."""
