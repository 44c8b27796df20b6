"""Countries and regions by code or by name in many languages."""
