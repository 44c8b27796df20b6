"""A living style sheet: every piece of the frame on a few pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from types import SimpleNamespace
from typing import Any, cast

from flask import Flask, g, redirect, render_template, request
from flask_babel import Babel
from werkzeug.serving import make_server
from werkzeug.wrappers import Response
from wtforms import BooleanField, PasswordField, RadioField, SelectField, StringField, TextAreaField

from chassis.assets import assets
from chassis.auth import Actor
from chassis.forms import FileField, Form, SelectChoice, needed
from chassis.frame import Frame, HelpNumber, Link, direction_of, register_sayings, saying
from chassis.resources import EXTENSION, Resources

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none';"
    " base-uri 'none'"
)
PAGES = ("/", "/schools", "/schools/lumina", "/ask", "/work", "/nothing", "/broken")
LANGUAGES = {"en": "English", "ro": "Română", "uk": "Українська", "th": "ไทย", "ar": "العربية"}
SCHOOLS = [
    SimpleNamespace(name="Lumina Lyceum", town="Bălți", code="0012345", pupils=842, state="done"),
    SimpleNamespace(name="Школа «Обрій» № 7", town="Одеса", code="0007", pupils=1204, state="now"),
    SimpleNamespace(name="โรงเรียนแสงดาว", town="เชียงใหม่", code="50010001", pupils=96, state="wait"),
    SimpleNamespace(
        name="مدرسة النور الابتدائية", town="", code="А-17", pupils=310, state="danger"
    ),
]
# Works at `/work?ends=<key>` that were asked about once by a page that follows them.
FINISHED: list[str] = []
WORDS = {"done": "Verified", "now": "Act by Friday", "wait": "Waiting", "danger": "Sign-in blocked"}

register_sayings({"sample_saved": "The school is saved. Its head gets an e-mail within an hour."})


class SchoolForm(Form):
    name = StringField("Name of the school", validators=[needed("Enter the name of the school.")])
    code = StringField("Code in the national list", description="As printed, with zeros in front.")
    country = SelectField(
        "Country", choices=[SelectChoice("MD", "Moldova"), SelectChoice("UA", "Ukraine")]
    )
    kind = RadioField(
        "Kind of school",
        choices=[SelectChoice("primary", "Primary"), SelectChoice("lyceum", "Lyceum")],
        validators=[needed("Say which kind of school it is.")],
    )
    about = TextAreaField("What should we know?", description="Only coordinators read this.")
    secret = PasswordField("Your password", render_kw={"autocomplete": "current-password"})
    list = FileField("List of schools")
    sure = BooleanField("I have checked the name with the school")


def sample_app() -> Flask:
    """Return a small app that shows every piece, strict as the real ones about what may load."""
    app = Flask(__name__, template_folder="templates")
    app.jinja_env.autoescape = True
    app.extensions[EXTENSION] = cast(Resources, SimpleNamespace(pages_key=b"k" * 32))
    Babel(app, locale_selector=_lang)
    app.register_blueprint(assets("sample"))
    app.before_request(_arrive)
    app.after_request(_guard)
    app.context_processor(lambda: {"frame": _frame(), "schools": SCHOOLS, "words": WORDS})
    app.add_url_rule("/<page>", "page", _page)
    app.add_url_rule("/", "home", _page, defaults={"page": "home"})
    app.add_url_rule("/schools/lumina", "school", _page, defaults={"page": "school"})
    app.add_url_rule("/ask", "ask", _ask, methods=["GET", "POST"])
    app.add_url_rule("/broken", "broken", _broken)
    return app


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve the app on a free port of this machine, and give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()


def _lang() -> str:
    return request.args.get("lang", "en")


def _arrive() -> None:
    g.actor = None
    if request.path != "/":
        g.actor = Actor(
            id="p1",
            sid="s1",
            login="ana",
            name="Ana Probescu",
            lang="en",
            partner="example",
            roles=(),
            issued_at=0,
        )


def _guard(response: Any) -> Any:
    response.headers["Content-Security-Policy"] = CSP
    return response


def _frame() -> Frame:
    lang = _lang()
    places = [
        ("Today", "/"),
        ("Schools", "/schools"),
        ("Add a school", "/ask"),
        ("Import", "/work"),
    ]
    return Frame(
        programme="Child-safe schools",
        partner_name="Example Foundation",
        service="sample",
        path=request.path,
        request_id="0197-4c1e-77aa",
        lang=lang,
        direction=direction_of(lang),
        navigation=[
            Link(label, url, request.path.startswith(url) if url != "/" else request.path == "/")
            for label, url in places
        ],
        langs=[Link(name, f"?lang={code}", code == lang, code) for code, name in LANGUAGES.items()],
        actor=g.actor,
        said=saying(request.args.get("said")),
        demo="demo" in request.args,
        help_numbers=[
            HelpNumber("0800 00 001", "Example child helpline", "day and night"),
            HelpNumber("112", "police, ambulance"),
        ],
        search_url="/schools",
        signs_out_here=True,
        about=[Link("Accessibility", "/schools"), Link("Privacy", "/schools"), Link("About", "/")],
    )


def _page(page: str) -> str:
    if "ends" in request.args and "HX-Request" in request.headers:
        FINISHED.append(request.args["ends"])
    running = "done" not in request.args and request.args.get("ends") not in FINISHED
    return render_template(f"sample/{page}.html", running=running)


def _ask() -> str | Response | tuple[str, int]:
    form = SchoolForm()
    if form.validate_on_submit():
        return redirect("/schools?said=sample_saved", 303)
    return render_template("sample/ask.html", form=form), (422 if form.is_submitted() else 200)


def _broken() -> tuple[str, int]:
    return render_template("chassis/error.html", status=500, what="", back="/schools"), 200
