"""The commands of registry, gathered from its features."""

from registry.imports.commands import group as registry
from registry.people.commands import invite_hq

registry.add_command(invite_hq)

__all__ = ["registry"]
