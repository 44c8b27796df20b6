"""Run certification by itself: `python -m certification web|worker|migrate`."""

from certification.app import SERVICE, create_app
from chassis.standalone import program

if __name__ == "__main__":
    program(SERVICE, lambda resources, _keyring: create_app(resources))()
