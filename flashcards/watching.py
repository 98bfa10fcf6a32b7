"""Serves previews to the browser of this machine, and makes them again when their files are saved."""

import contextlib
import threading
import time
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# How often a file is looked at, in seconds: often enough for the eye, and nothing to a machine.
_PAUSE = 0.1


class Server:
    """The pages at http://127.0.0.1, which ask it for a newer version; nobody else's machine can."""

    def __init__(self, pages: Sequence[str]) -> None:
        self._pages = list(pages)
        self._version = 0
        self._changed = threading.Condition()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                owner._answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def address(self, number: int) -> str:
        """Where the page with this number is."""
        return f"http://127.0.0.1:{self.port}/{number}/"

    def renew(self, number: int, page: str) -> None:
        """Put a page in the place of an older one, and tell those who have it open."""
        with self._changed:
            self._pages[number] = page
            self._version += 1
            self._changed.notify_all()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        number, _, rest = request.path.strip("/").partition("/")
        # Another name for this machine is another site's, which must not read the notes.
        is_ours = request.headers.get("Host") == f"127.0.0.1:{self.port}"
        if not is_ours or not number.isdecimal() or int(number) >= len(self._pages) or rest not in ("", "events"):
            request.send_error(404)
            return
        with contextlib.suppress(OSError):
            if rest:
                self._send_events(request)
            else:
                content = self._pages[int(number)].encode()
                request.send_response(200)
                request.send_header("Content-Type", "text/html; charset=utf-8")
                request.send_header("Content-Length", str(len(content)))
                request.send_header("Cache-Control", "no-store")
                request.end_headers()
                request.wfile.write(content)

    def _send_events(self, request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "text/event-stream")
        request.send_header("Cache-Control", "no-store")
        request.end_headers()
        told = -1
        while True:
            with self._changed:
                self._changed.wait_for(lambda told=told: self._version != told, timeout=15)  # type: ignore[misc]
                told = self._version
            request.wfile.write(f"data: {told}\n\n".encode())
            request.wfile.flush()


def watch(files: Sequence[Path]) -> Iterator[Path]:
    """Give each file whenever it was saved, for ever."""
    seen = {file: _look_at(file) for file in files}
    while True:
        for file in files:
            if (now := _look_at(file)) != seen[file]:
                seen[file] = now
                yield file
        time.sleep(_PAUSE)


def _look_at(file: Path) -> tuple[int, int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
