"""A child without JavaScript: reads a page, presses a button, gets the next page."""

from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


@dataclass
class Child:
    """Somebody on a page for children."""

    client: FlaskClient
    answer: TestResponse

    @classmethod
    def at(cls, client: FlaskClient, url: str) -> "Child":
        """Open a page."""
        return cls(client, client.get(url))

    @property
    def page(self) -> BeautifulSoup:
        return BeautifulSoup(self.answer.text, "html.parser")

    @property
    def words(self) -> str:
        return " ".join(self.page.get_text(" ").split())

    @property
    def title(self) -> str:
        found = self.page.h1
        return found.get_text(" ", strip=True) if found else ""

    def fields(self) -> dict[str, str]:
        """What the form of the page would send by itself."""
        form = self.page.select_one("main form")
        assert form is not None, self.words
        sent = {}
        for field in form.select("input, textarea"):
            name, kind = str(field.get("name")), field.get("type")
            if kind == "checkbox" and not field.has_attr("checked"):
                continue
            value = field.get_text()[1:] if field.name == "textarea" else field.get("value", "")
            sent[name] = str(value)
        return sent

    def press(self, words: str, **typed: Any) -> "Child":
        """Fill in and press the button with these words."""
        form = self.page.select_one("main form")
        assert form is not None, self.words
        button = next(each for each in form.select("button") if words in each.get_text())
        sent = {**self.fields(), **typed}
        if name := button.get("name"):
            sent[str(name)] = str(button.get("value"))
        self.answer = self.client.post(str(form["action"]), data=sent)
        return self

    def code(self) -> str:
        """The code on the page, as it is shown."""
        found = self.page.select_one("#code")
        assert isinstance(found, Tag)
        return found.get_text("", strip=True)
