"""The frame's own files: style sheets, pictures, templates, each under the serving app's prefix."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, after_this_request, request, url_for
from flask.blueprints import BlueprintSetupState

from chassis.forms import csrf_token, new_once

YEAR_SECONDS = 31_536_000
STATIC = Path(__file__).parent / "static"


@lru_cache
def _stamp(name: str) -> str:
    return sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def asset(name: str) -> str:
    """Return the address of a frame file; it changes with the content, so caches may keep it."""
    return url_for("chassis.static", filename=name, v=_stamp(name))


class _Stamped(Blueprint):
    def get_send_file_max_age(self, filename: str | None) -> int | None:
        """Let caches keep what was asked for with its stamp; the rest is asked for again."""
        return YEAR_SECONDS if "v" in request.args else super().get_send_file_max_age(filename)


def load_whole_page() -> str:
    """Let a browser that asked for a part of this page load all of it; writes nothing itself."""
    if request.headers.get("HX-Request") == "true":

        @after_this_request
        def _refresh(response: Response) -> Response:
            response.headers["HX-Refresh"] = "true"
            return response

    return ""


def assets(service: str) -> Blueprint:
    """Return the blueprint that serves the frame's files at `/<service>/static/chassis/`."""
    blueprint = _Stamped(
        "chassis",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path=f"/{service}/static/chassis",
    )
    blueprint.record_once(_teach_templates)
    return blueprint


def _teach_templates(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(
        asset=asset, csrf_token=csrf_token, new_once=new_once, load_whole_page=load_whole_page
    )
