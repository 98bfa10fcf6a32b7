"""Runs the program that writes cards: a prompt in, a reply out. Knows processes and their end; decides nothing."""

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from typing import IO

# A chapter's cards are some kilobytes. What is longer than this is no reply, in bytes.
LONGEST_REPLY = 1_000_000
_LONGEST_COMPLAINT = 300


class AuthorError(Exception):
    """The program gave no reply; the argument says why."""


class Author:
    """A program that reads a prompt on standard input and writes its reply on standard output; run without a shell."""

    def __init__(self, command: Sequence[str], seconds: float) -> None:
        """Each reply may take that many seconds."""
        self._command = list(command)
        self._seconds = seconds
        self._running: set[subprocess.Popen[bytes]] = set()
        self._is_stopped = False

    def ask(self, prompt: str) -> str:
        """Give the program a prompt. Raises AuthorError if it is silent, slow, endless or fails."""
        if self._is_stopped:
            raise AuthorError("was stopped")
        try:
            process = subprocess.Popen(  # noqa: S603 - the person's own command, and no shell
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise AuthorError(f"cannot be run: {error.strerror}") from None
        self._running.add(process)
        if self._is_stopped:  # while it was started
            _kill(process)
        reply, complaint = _Reader(process.stdout, process), _Reader(process.stderr, process)
        writer = threading.Thread(target=_write, args=(process.stdin, prompt.encode()), daemon=True)
        writer.start()
        try:
            process.wait(self._seconds)
            reply.thread.join(1)
            complaint.thread.join(1)
        except subprocess.TimeoutExpired:
            raise AuthorError(f"gave no reply within {self._seconds:g} seconds") from None
        finally:
            if process.poll() is None or reply.thread.is_alive():
                _kill(process)
            self._running.discard(process)
        if reply.is_too_long:
            raise AuthorError(f"wrote more than {LONGEST_REPLY // 1_000_000} MB, which is no reply")
        if process.returncode:
            said = " ".join(bytes(complaint.read).decode(errors="replace").split())[-_LONGEST_COMPLAINT:]
            raise AuthorError(f"ended with status {process.returncode}" + (f": {said}" if said else ""))
        text = bytes(reply.read).decode(errors="replace")
        if not text.strip():
            raise AuthorError("said nothing")
        return text

    def stop(self) -> None:
        """End whatever still runs."""
        self._is_stopped = True
        for process in list(self._running):
            _kill(process)


class _Reader:
    """Reads a stream to its end in a thread of its own; ends the process that writes too much."""

    def __init__(self, stream: IO[bytes] | None, process: "subprocess.Popen[bytes]") -> None:
        self.read = bytearray()
        self.is_too_long = False
        self.thread = threading.Thread(target=self._read, args=(stream, process), daemon=True)
        self.thread.start()

    def _read(self, stream: IO[bytes] | None, process: "subprocess.Popen[bytes]") -> None:
        assert stream  # noqa: S101 - it is a pipe
        with contextlib.suppress(OSError, ValueError):
            while part := os.read(stream.fileno(), 65_536):
                self.read += part
                if len(self.read) > LONGEST_REPLY:
                    self.is_too_long = True
                    _kill(process)
                    return


def _write(stream: IO[bytes] | None, prompt: bytes) -> None:
    assert stream  # noqa: S101 - it is a pipe
    with contextlib.suppress(OSError), stream:
        stream.write(prompt)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """End a process and what it has started."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(5)
