"""The API document of a service, and the page that shows it."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import flask_swagger_ui
from flask import Flask, render_template, send_from_directory
from flask_smorest import Api
from marshmallow import Schema, fields
from werkzeug.wrappers import Response

from chassis.auth import ALLOW, LANGS, anyone
from chassis.catalogues import STAFF
from chassis.http import ApiBlueprint
from chassis.service import Service

_VIEWER = Path(flask_swagger_ui.__file__).parent / "dist"


class ProblemSchema(Schema):
    """A problem document (RFC 9457) with the field errors and the stable reason."""

    status = fields.Integer(required=True)
    title = fields.String(required=True)
    detail = fields.String(required=True)
    reason = fields.String(required=True)
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


class ServiceApi(Api):  # type: ignore[misc] # flask-smorest is untyped
    """flask-smorest with our problem documents; its own error handler stays out.

    The document is made when somebody first asks for it: it takes longer to make than all the
    rest of a start.
    """

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = "DEFAULT_ERROR"

    def __init__(self, app: Flask, **options: Any) -> None:
        self._undocumented: list[Any] = []
        self._making = Lock()
        super().__init__(app, **options)

    def register_blueprint(self, blp: Any, **options: Any) -> None:
        """Register routes, and note them for the document."""
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blp.name] = self
        self._app.register_blueprint(blp, **options)
        self._undocumented.append(blp)

    def _openapi_json(self) -> Any:
        """Serve the document, made at the first call."""
        with self._making:
            for blp in self._undocumented:
                blp.register_views_in_doc(
                    self, self._app, self.spec, name=blp.name, parameters=None
                )
                self.spec.tag({"name": blp.name, "description": blp.description})
            self._undocumented.clear()
        return super()._openapi_json()

    def _register_error_handlers(self) -> None:
        """Leave errors to `chassis.faults`."""


def install(app: Flask, service: Service, apis: Sequence[ApiBlueprint]) -> None:
    """Register a service's API and serve its document and the page over it."""
    prefix = f"/{service.name}/api"
    app.config.update(
        API_TITLE=f"CISS {service.name}",
        API_VERSION="v1",
        OPENAPI_VERSION="3.0.3",
        OPENAPI_URL_PREFIX=prefix,
        OPENAPI_JSON_PATH="openapi.json",
    )
    api: Any = ServiceApi(
        app,
        spec_kwargs={
            "info": {"description": service.about},
            "servers": [{"url": "/"}],
        },
    )
    api.spec.components.security_scheme(
        "token", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    )
    for each in apis:
        api.register_blueprint(each.blueprint)

    def docs() -> str:
        return render_template("chassis/api_docs.html", service=service)

    def viewer(filename: str) -> Response:
        return send_from_directory(_VIEWER, filename, max_age=86400)

    app.add_url_rule(f"{prefix}/docs", "api_docs", docs)
    app.add_url_rule(f"{prefix}/viewer/<path:filename>", "api_viewer", viewer)
    for name, view in app.view_functions.items():
        if name in ("api_docs", "api_viewer") or name.startswith("api-docs"):
            # A bound method takes no attributes of its own; its function does.
            setattr(getattr(view, "__func__", view), ALLOW, anyone)
            setattr(getattr(view, "__func__", view), LANGS, STAFF)
