"""What holds in a country: help numbers, duties to report, working days, and who checked it."""
