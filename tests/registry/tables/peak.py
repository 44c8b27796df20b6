"""How much Python holds while it reads lists: `python -m tests.registry.tables.peak ROWS …`.

In a process of its own, where nothing else takes memory meanwhile.
"""

import io
import sys
import tracemalloc

from registry.tables.formats import open_table


def peak(rows: int) -> int:
    """Return the most bytes held while a list of so many rows is read to its end."""
    data = io.BytesIO(b"name;code;town\r\n" + b"A school;0010;A town\r\n" * rows)
    tracemalloc.start()
    read = sum(1 for _ in open_table(data))
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found if read == rows else sys.maxsize


if __name__ == "__main__":
    for number in map(int, sys.argv[1:]):
        print(peak(number))
