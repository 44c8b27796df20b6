"""What coaches do for their schools: visits, calls and what was agreed."""
