"""Run reports by itself: `python -m reports web|worker|migrate`."""

from chassis.standalone import program
from reports.app import SERVICE, create_app

if __name__ == "__main__":
    program(SERVICE, lambda resources, keyring: create_app(resources, keyring.pepper()))()
