"""The standard, the assessment and the certificate."""
