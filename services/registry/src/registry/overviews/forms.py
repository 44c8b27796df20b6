"""What bands and states are called that other services told."""

from typing import Any

from flask_babel import lazy_gettext as _l

from contracts.reports import ChannelState
from contracts.training import Module, PercentBand

BANDS: dict[str, Any] = {
    PercentBand.FROM_0: _l("less than a quarter"),
    PercentBand.FROM_25: _l("at least a quarter"),
    PercentBand.FROM_40: _l("at least 40 of 100"),
    PercentBand.FROM_50: _l("at least half"),
    PercentBand.FROM_80: _l("at least 80 of 100"),
    PercentBand.ALL: _l("everybody"),
    PercentBand.UNKNOWN: _l("not known: the number of staff is too old"),
    PercentBand.NONE: _l("nobody to train"),
}
MODULES: dict[str, Any] = {
    Module.M1: _l("Rights, risks and leadership"),
    Module.M2: _l("Policy and people"),
    Module.M3: _l("Reporting and response"),
    Module.M3C: _l("What everybody must know of reporting"),
    Module.M4: _l("Education and participation"),
    Module.M5: _l("Technology, data, improvement"),
}
CHANNELS: dict[str, Any] = {
    ChannelState.DRAFT: _l("Being prepared, not open yet"),
    ChannelState.TESTED: _l("Tested, not open yet"),
    ChannelState.LIVE: _l("Open: children can report"),
    ChannelState.PAUSED: _l("Paused"),
    ChannelState.CLOSED: _l("Closed"),
}
CHANNEL_BADGES: dict[str, str] = {
    ChannelState.DRAFT: "wait",
    ChannelState.TESTED: "wait",
    ChannelState.LIVE: "done",
    ChannelState.PAUSED: "now",
    ChannelState.CLOSED: "plain",
}
