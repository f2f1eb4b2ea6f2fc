"""Plain questions to a Prefect server over HTTP, as a browser or a script asks them: no client library between."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from typing import Any

from tests.waiting import wait_for

BUSY = 503  # the server's own word for "ask again": its disk was locked for a moment and nothing was written


class PrefectApi:
    """One server's API at `url`, entered with "user:password"; the token against cross-site requests is its own."""

    def __init__(self, url: str, login: str):
        self.url, self.login, self.token = url, login, ""

    def ask(self, path: str, body: dict[str, Any] | list[Any] | None = None) -> Any:
        """The answer; a busy server, or one of several that has just died, is asked again for two minutes."""
        headers = {"Authorization": "Basic " + base64.b64encode(self.login.encode()).decode()}
        if body is not None:
            self.token = self.token or self.ask("/csrf-token?client=test")["token"]
            headers |= {"Prefect-Csrf-Client": "test", "Prefect-Csrf-Token": self.token}
            headers |= {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, None if body is None else json.dumps(body).encode(), headers)

        def answer() -> list[Any]:
            try:
                with urllib.request.urlopen(request, timeout=20) as found:
                    return [json.load(found)]
            except urllib.error.HTTPError as refused:
                if refused.code != BUSY:
                    raise
                return []
            except (TimeoutError, ConnectionError):
                return []

        return wait_for(answer, 120, f"an answer from {path}")[0]

    def answers(self) -> bool:
        """Whether the server is up: asked once."""
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=2) as found:
                return found.status == 200
        except OSError:
            return False
