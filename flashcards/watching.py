"""Serves previews to the browser of this machine, and sees when their files are saved."""

import html
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

# How often a file is looked at, in seconds: often enough for the eye, and nothing to a machine.
_PAUSE = 0.1

# A file that does not come to rest is taken at this look, half a second on.
_MOST_LOOKS = 5


class Server:
    """The pages at http://127.0.0.1, which ask it for a newer version; nobody else's machine can."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._pages: dict[str, tuple[int, str]] = {}
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                owner._answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = _QuietServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        Thread(target=self._server.serve_forever, daemon=True).start()

    def address(self, number: int) -> str:
        """Where the page with this number is."""
        return f"http://127.0.0.1:{self.port}/{number}/"

    def renew(self, number: int, page: str) -> None:
        """Put a page in the place of an older one that is not the same; those who have it open will ask for it."""
        version, before = self._pages.get(str(number), (0, ""))
        if page != before:
            self._pages[str(number)] = version + 1, page

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        # Another name for this machine is another site's, which must not read the notes.
        is_ours = request.headers.get("Host") in (f"127.0.0.1:{self.port}", f"localhost:{self.port}")
        number, slash, rest = request.path[1:].partition("/")
        if is_ours and request.path == "/" and len(self._names) > 1:
            _send(request, self._list_pages())
        elif is_ours and request.path == "/":
            _lead(request, "/0/")
        elif not is_ours or number not in self._pages or rest not in ("", "version"):
            request.send_error(404)
        elif not slash:
            _lead(request, f"/{number}/")
        else:
            version, page = self._pages[number]
            # The version stands in the page: what is newer than the page is newer than what one sees.
            _send(request, str(version) if rest else page.replace("<html", f'<html data-version="{version}"', 1))

    def _list_pages(self) -> str:
        links = "".join(f'<li><a href="/{n}/">{html.escape(name)}</a>' for n, name in enumerate(self._names))
        return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Previews</title><ul>{links}</ul>'


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say what went wrong, unless it is that the browser went away."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def _send(request: BaseHTTPRequestHandler, text: str) -> None:
    content = text.encode()
    request.send_response(200)
    request.send_header("Content-Type", "text/html; charset=utf-8")
    request.send_header("Content-Length", str(len(content)))
    request.send_header("Cache-Control", "no-store")
    request.end_headers()
    request.wfile.write(content)


def _lead(request: BaseHTTPRequestHandler, path: str) -> None:
    request.send_response(302)
    request.send_header("Location", path)
    request.send_header("Content-Length", "0")
    request.end_headers()


_Look = dict[Path, tuple[int, int, int] | None]


def watch(files: Collection[Path]) -> Iterator[Collection[Path]]:
    """Give the files that were saved since this call, and then since the last time, for ever.

    A file is given when it stays as it is from one look to the next, since a save may take more than one write; and one
    that never does, every half second.
    """
    return _compare(_look_at(files))


def _compare(told: _Look) -> Iterator[Collection[Path]]:
    last = told
    looks = dict.fromkeys(told, 0)  # that found a file changed
    while True:
        time.sleep(_PAUSE)
        now = _look_at(told)
        looks = {file: looks[file] + 1 if now[file] != told[file] else 0 for file in told}
        if saved := {file for file in told if looks[file] and (now[file] == last[file] or looks[file] >= _MOST_LOOKS)}:
            yield saved
            told |= {file: now[file] for file in saved}
            looks |= dict.fromkeys(saved, 0)
        last = now


def _look_at(files: Collection[Path]) -> _Look:
    found: _Look = {}
    for file in files:
        try:
            stat = file.stat()
            found[file] = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        except OSError:
            found[file] = None
    return found
