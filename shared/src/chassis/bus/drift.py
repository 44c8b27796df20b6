"""What differs between the broker as it is and as it should be, and how to mend it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx
from amqp.exceptions import AMQPError
from kombu.exceptions import OperationalError

from chassis.bus.dial import REFUSES, dial, explained
from chassis.bus.topology import Policy, Topology, queue_of
from chassis.errors import Unavailable

_OURS = "ciss-"
_INTERFACE, _SEE = "The broker's management interface", "See CISS_AMQP_ADMIN_URL."
_PATIENCE_SECONDS = 20.0
_CONNECT_SECONDS = 5
Thing = tuple[str, ...]


class Kind(StrEnum):
    """What has to happen to a difference."""

    MAKE = "make"
    CHANGE = "change"
    REMOVE = "remove"
    REFUSE = "cannot be changed"
    OVERRULED = "is overruled"
    UNWANTED = "nobody listens to"

    @property
    def is_mended(self) -> bool:
        """Say whether `Admin.apply` does away with it."""
        return self in (Kind.MAKE, Kind.CHANGE, Kind.REMOVE)


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it should be.

    Attributes:
        what: `exchange`, `queue`, `binding` or `policy`.
        names: what it is called; a binding by exchange, queue and routing key.

    """

    kind: Kind
    what: str
    names: Thing
    detail: str = ""

    def __str__(self) -> str:
        words = f"{self.kind}: {self.what} {' '.join(self.names)}"
        return f"{words} ({self.detail})" if self.detail else words


class Admin:
    """An operator's two doors to one virtual host: AMQP, and the management interface."""

    def __init__(self, amqp_url: str, admin_url: str) -> None:
        self._connection = dial(amqp_url, connect_timeout=_CONNECT_SECONDS)
        self._client = httpx.Client(base_url=admin_url.rstrip("/"), timeout=_PATIENCE_SECONDS)
        self._vhost = quote(self._connection.virtual_host, safe="")

    def __enter__(self) -> Self:
        """Keep the connections for a block."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self._client.close()
        self._connection.release()

    def plan(self, topology: Topology) -> list[Difference]:
        """Return what differs from what should be.

        Raises:
            Unavailable: the broker does not answer or refuses.

        """
        with _explained():
            self._connection.connect()
        return compare(topology, self._found())

    def apply(self, topology: Topology) -> list[Difference]:
        """Make, change and remove what differs; return what still does.

        A queue that is there with other arguments, or for a service that is no more, is never
        touched: facts may lie in it.

        Raises:
            Unavailable: the broker does not answer or refuses.

        """
        differences = self.plan(topology)
        stuck = [each for each in differences if each.kind is Kind.REFUSE]
        if stuck:
            return stuck
        self._change(topology, [each for each in differences if each.what == "binding"])
        policies = {each.name: each for each in topology.policies()}
        for each in differences:
            if each.what == "policy":
                self._set_policy(each.names[0], policies.get(each.names[0]))
        return self.plan(topology)

    def _found(self) -> Mapping[str, Any]:
        answer = self._ask("GET", f"/api/definitions/{self._vhost}")
        try:
            found: Mapping[str, Any] = answer.json()
        except ValueError as error:
            raise Unavailable(f"What answers is not RabbitMQ. {_SEE}") from error
        return found

    def _change(self, topology: Topology, bindings: Sequence[Difference]) -> None:
        with _explained():
            topology.declare(self._connection)
            with self._connection.channel() as channel:
                for each in bindings:
                    if each.kind is Kind.REMOVE:
                        source, queue, key = each.names
                        channel.queue_unbind(queue=queue, exchange=source, routing_key=key)

    def _set_policy(self, name: str, policy: Policy | None) -> None:
        path = f"/api/policies/{self._vhost}/{quote(name, safe='')}"
        if policy is None:
            self._ask("DELETE", path)
        else:
            self._ask("PUT", path, json=described(policy))

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            answer = self._client.request(method, path, **more)
            answer.raise_for_status()
        except httpx.HTTPStatusError as error:
            raise Unavailable(f"{_refusal(error.response)} {_SEE}", reason=REFUSES) from error
        except httpx.HTTPError as error:
            kind = type(error).__name__
            raise Unavailable(f"{_INTERFACE} does not answer ({kind}). {_SEE}") from error
        return answer


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except (OSError, AMQPError, OperationalError) as error:
        raise explained(error) from error


def _refusal(answer: httpx.Response) -> str:
    """Return a refusal in plain words; what else is said of it is for programs."""
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        return f"{_INTERFACE} refuses the name or the password, or lets this user do too little."
    if answer.status_code in (httpx.codes.BAD_REQUEST, httpx.codes.NOT_FOUND):
        return f"{_INTERFACE} does not know what it is asked for ({answer.status_code})."
    return f"{_INTERFACE} refuses this ({answer.status_code})."


def compare(topology: Topology, found: Mapping[str, Any]) -> list[Difference]:
    """Return all that differs; what is not ours is left alone."""
    wanted = topology.definitions()
    differences = [
        *_named("exchange", wanted["exchanges"], found["exchanges"], ("type", "durable")),
        *_named("queue", wanted["queues"], found["queues"], ("durable", "arguments")),
        *_bindings(wanted, found),
        *_policies(topology.policies(), found["policies"]),
    ]
    unwanted = list(_unwanted(wanted, found))
    return [*(differences or _overruled(topology, found)), *unwanted]


def described(policy: Policy) -> dict[str, Any]:
    """Return a policy in the broker's words, without its name."""
    return {
        "pattern": policy.pattern,
        "apply-to": policy.apply_to,
        "definition": dict(policy.definition),
        "priority": policy.priority,
    }


def _named(
    what: str,
    wanted: Sequence[Mapping[str, Any]],
    found: Sequence[Mapping[str, Any]],
    fixed: Sequence[str],
) -> Iterator[Difference]:
    there = {each["name"]: each for each in found}
    for each in wanted:
        names = (each["name"],)
        if each["name"] not in there:
            yield Difference(Kind.MAKE, what, names)
            continue
        for key in fixed:
            is_now = there[each["name"]].get(key)
            if is_now != each[key]:
                yield Difference(
                    Kind.REFUSE, what, names, f"{key} is {is_now}, should be {each[key]}"
                )


def _bindings(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Difference]:
    ours = {each["name"] for each in wanted["queues"]}
    should = {_binding(each) for each in wanted["bindings"]}
    is_now = {
        _binding(each)
        for each in found["bindings"]
        if each["destination"] in ours or _is_of_a_service(each["destination"])
    }
    yield from (Difference(Kind.MAKE, "binding", each) for each in sorted(should - is_now))
    yield from (Difference(Kind.REMOVE, "binding", each) for each in sorted(is_now - should))


def _unwanted(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Difference]:
    """Name the queues of services that are no more; what lies in one is looked at by a person."""
    ours = {each["name"] for each in wanted["queues"]}
    for name in sorted(each["name"] for each in found["queues"]):
        if _is_of_a_service(name) and name not in ours:
            yield Difference(
                Kind.UNWANTED,
                "queue",
                (name,),
                f"if what lies in it may go, type: rabbitmqctl delete_queue {name}",
            )


def _is_of_a_service(queue: str) -> bool:
    return queue.startswith(queue_of(""))


def _binding(each: Mapping[str, Any]) -> Thing:
    return each["source"], each["destination"], each["routing_key"]


def _policies(wanted: Sequence[Policy], found: Sequence[Mapping[str, Any]]) -> Iterator[Difference]:
    there = {each["name"]: each for each in found}
    for each in wanted:
        names = (each.name,)
        if each.name not in there:
            yield Difference(Kind.MAKE, "policy", names)
        elif described(each) != {key: there[each.name].get(key) for key in described(each)}:
            yield Difference(Kind.CHANGE, "policy", names)
    names_wanted = {each.name for each in wanted}
    for name in sorted(there):
        if name.startswith(_OURS) and name not in names_wanted:
            yield Difference(Kind.REMOVE, "policy", (name,))


def _overruled(topology: Topology, found: Mapping[str, Any]) -> Iterator[Difference]:
    """Name each queue and exchange for which another's policy wins; only one is in force."""
    ours = {each.name: each for each in topology.policies()}
    for what, named in (("queue", topology.queues()), ("exchange", topology.exchanges())):
        for each in named:
            mine = {n for n, p in ours.items() if _is_for(described(p), what, each.name)}
            rivals = [p for p in found["policies"] if _is_for(p, what, each.name)]
            strongest = max(rivals, key=lambda policy: policy["priority"], default=None)
            if mine and strongest is not None and strongest["name"] not in mine:
                yield Difference(Kind.OVERRULED, what, (each.name,), strongest["name"])


def _is_for(policy: Mapping[str, Any], what: str, name: str) -> bool:
    covers = policy["apply-to"] in ("all", f"{what}s", "quorum_queues" if what == "queue" else "")
    return covers and re.search(policy["pattern"], name) is not None
