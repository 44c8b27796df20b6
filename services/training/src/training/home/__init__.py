"""The first page of this service: what it is for, and what it knows already."""
