"""Writing files so that no moment of a crash leaves a half, and no two builds at once undo each other."""

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO


class BusyError(Exception):
    """Another build of the same file is at work; the file is the argument."""


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a new file that takes the place of `path` when the block ends well, and goes away when it does not.

    It stands in the same folder, since only there a move is atomic, and reaches the disk before it is moved. One that
    an earlier build left, killed before the move, is overwritten. Who may read and write it stays as it was.
    """
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.tmp")
    try:
        with new.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, new)
        new.replace(path)
        _sync_folder(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def alone_with(paths: Sequence[Path]) -> Iterator[None]:
    """Keep other builds away from files while the block runs. Raises BusyError where another one is at work.

    The marks of who is at work stand among the machine's temporary files, and a killed build's mark goes with it.
    """
    import filelock

    with contextlib.ExitStack() as stack:
        for path in sorted({path.resolve() for path in paths}):
            name = hashlib.sha256(str(path).encode()).hexdigest()[:16]
            user = os.getuid() if hasattr(os, "getuid") else 0
            mark = filelock.FileLock(Path(tempfile.gettempdir(), f"flashcards-{user}-{name}.lock"))
            try:
                stack.enter_context(mark.acquire(timeout=0))
            except filelock.Timeout:
                raise BusyError(path) from None
        yield


def _sync_folder(folder: Path) -> None:
    """Make sure that the move itself is on the disk, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
