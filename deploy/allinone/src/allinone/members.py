"""Every service of a deployment as those see it who compare logs and inboxes."""

from allinone.compose import SERVICES
from allinone.deployment import Deployment
from chassis.bus.status import Member


def members_of(deployment: Deployment) -> dict[str, Member]:
    """Return every service's database and what it listens to.

    Raises:
        NotSetUp: there is no deployment yet.

    """
    deployment.check_set_up()
    return every_member(deployment)


def every_member(deployment: Deployment) -> dict[str, Member]:
    """Return the same without a look whether anything is set up, or answers."""
    return {
        name: Member(deployment.database(name), service.subscriptions)
        for name, service in SERVICES.items()
    }
