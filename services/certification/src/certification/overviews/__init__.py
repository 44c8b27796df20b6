"""A school on its way to a certificate, on one page: where it is, and what to do next."""
