"""Work that goes on until the program is gone, for the story's hard stop."""

import threading
from contextlib import suppress

import httpx

from tests.system.deeds import confirm, upload, wait_for_job
from tests.system.telling import Telling, ok


class HardWork:
    """Imports and sign-ins that go on until the program is gone."""

    def __init__(self, tale: Telling) -> None:
        self.tale = tale
        self.stop = threading.Event()
        self.confirmed: list[tuple[str, list[str]]] = []
        self.renewed = 0
        self._lists = 0

    def import_lists(self) -> None:
        """Import one list of invented schools after another; note each that was confirmed."""
        with suppress(httpx.HTTPError):
            while not self.stop.is_set():
                self._lists += 1
                codes = [f"K{self._lists}-{number:04}" for number in range(1500)]
                lines = [f"{code},Invented School {code},Someplace" for code in codes]
                content = "\n".join(["official_code,name,town", *lines]).encode()
                made = ok(upload(self.tale, content), 201)
                job = confirm(self.tale, made["id"])
                self.confirmed.append((job, codes))
                # Two lists at a time would each be a preview of the other's past.
                wait_for_job(self.tale, job)

    def renewal(self) -> dict[str, str]:
        """Return the request that renews the sign-in of the officer."""
        return {
            "grant_type": "refresh_token",
            "refresh_token": self.tale.people["SG1"].refresh_token,
        }

    def renew_sign_ins(self) -> None:
        """Renew a sign-in again and again; keep what was answered last."""
        with suppress(httpx.HTTPError):
            while not self.stop.is_set():
                answer = ok(self.tale.post("R/tokens", self.renewal()), 200)
                self.tale.people["SG1"].refresh_token = answer["refresh_token"]
                self.renewed += 1
