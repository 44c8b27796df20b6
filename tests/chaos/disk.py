"""A small disk of one's own that can be full."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """Mount a small disk of memory; only root can."""
    folder = Path(tempfile.mkdtemp(prefix="ciss-disk-"))
    size = f"size={megabytes}m,mode=755"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
        folder.rmdir()


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Leave no room on the disk of a folder for as long as the block lasts."""
    filler = folder / "filler"
    try:
        # Unbuffered: what a buffer still held would be written, and fail, once more on closing.
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(65536))
        yield
    finally:
        filler.unlink()
