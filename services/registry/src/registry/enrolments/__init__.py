"""A school's way through a cohort: it joins, is confirmed and coached, and may leave."""
