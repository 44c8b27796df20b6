"""What registry writes to people by mail: constant words and a link."""
