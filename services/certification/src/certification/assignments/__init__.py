"""Who assesses a school: offered by a coordinator, accepted by the assessor."""
