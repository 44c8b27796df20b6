"""Run registry by itself: `python -m registry web|worker|migrate`."""

from chassis.standalone import program
from registry.app import SERVICE, create_app

if __name__ == "__main__":
    program(
        SERVICE,
        lambda resources, keyring: create_app(resources, keyring.signing_key()),
        signs_tokens=True,
    )()
