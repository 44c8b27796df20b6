"""What follows when a module is passed, and when a pass or a head count grows old."""
