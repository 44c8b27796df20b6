"""The frame's own files: style sheets, pictures, templates, each under the serving app's prefix."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, url_for
from flask.blueprints import BlueprintSetupState

from chassis.forms import csrf_token, new_once

STATIC = Path(__file__).parent / "static"


@lru_cache
def _stamp(name: str) -> str:
    return sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def asset(name: str) -> str:
    """Return the address of a frame file; it changes with the content, so it may be cached for ever."""
    return url_for("chassis.static", filename=name, v=_stamp(name))


def assets(service: str) -> Blueprint:
    """Return the blueprint that serves the frame's files at `/<service>/static/chassis/`."""
    blueprint = Blueprint(
        "chassis",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path=f"/{service}/static/chassis",
    )
    blueprint.record_once(_teach_templates)
    return blueprint


def _teach_templates(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(asset=asset, csrf_token=csrf_token, new_once=new_once)
