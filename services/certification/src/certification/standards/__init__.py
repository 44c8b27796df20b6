"""The standard as versioned data: modules, criteria, award rules and gates."""
