"""Run training by itself: `python -m training web|worker|migrate`."""

from chassis.standalone import program
from training.app import SERVICE, create_app

if __name__ == "__main__":
    program(SERVICE, lambda resources, _keyring: create_app(resources))()
