"""A service on this machine, such as an office's own SMS gateway: writes down what reaches it and answers as told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Gateway:
    port: int = 0
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False  # takes the request, never answers
    seen: list[tuple[str, str]] = field(default_factory=list)  # (path, body)


@contextmanager
def gateway_here() -> Iterator[Gateway]:
    found = Gateway()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
            found.seen.append((self.path, body))
            if found.hangs_up:
                self.connection.close()
                return
            self.send_response(found.status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *_: object) -> None:
            """Nothing is said on the side."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()
