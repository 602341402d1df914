"""A city's own site, on an origin of its own, whose pages a test writes."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>City</title>
{head}
</head>
<body>
{body}
</body>
</html>
"""
BODY = """\
<header><h1>City</h1><nav><a href="/" id="first">Front page</a></nav></header>
<main>
<p>Text of the city. <button type="button" id="own">A button of the city</button></p>
<p><label>Search <input id="search"></label></p>
<div id="next"><a href="/next">The next page</a></div>
</main>"""


class City:
    """A small web server on a free port.

    Args:
        host: its name in the address; "localhost" and "127.0.0.1" are two sites for a browser.
    """

    def __init__(self, host: str) -> None:
        self._pages: dict[str, tuple[str, dict[str, str]]] = {}
        self.asked: list[str] = []
        city = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                city._answer(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://{host}:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def put(
        self,
        path: str,
        head: str = "",
        *,
        body: str = BODY,
        lang: str = "fi",
        headers: Mapping[str, str] | None = None,
        html: str | None = None,
    ) -> str:
        """Puts a page there; `html` is the whole of it. Returns its address."""
        html = PAGE.format(head=head, body=body, lang=lang) if html is None else html
        self._pages[path] = (html, dict(headers or {}))
        return self.origin + path

    def stop(self) -> None:
        """Ends the server."""
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        path = urlsplit(request.path).path
        self.asked.append(path)
        html, headers = self._pages.get(path, ("", {}))
        body = html.encode()
        request.send_response(200 if path in self._pages else 404)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
