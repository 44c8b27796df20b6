"""The commands of registry, gathered from its features."""

from registry.founding.commands import invite_hq
from registry.imports.commands import group as registry

registry.add_command(invite_hq)

__all__ = ["registry"]
