"""The public register: schools with a certificate, and schools that have only promised one."""
