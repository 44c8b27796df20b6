"""When a head has signed the commitment: list the school as one that has promised."""

from chassis.bus.inbox import Subscription
from contracts.certification import CommitmentSigned
from registry.awards import actions

SUBSCRIPTION = Subscription((CommitmentSigned,), actions.take_commitments, actions.COMMITMENTS)
