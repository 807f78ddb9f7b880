"""How fast files are read, and what hostile ones cost: ``python -m tests.benchmarks.read_speed [--megabytes N]``.

Sound files are read beside Python's ``csv.reader`` in the same run, alternating; of hostile ones the seconds for each
megabyte and the memory over that of an idle interpreter are printed, each measured in a process of its own.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import itertools
import multiprocessing
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from catalogue_gui.catalogue.errors import FileProblem
from catalogue_gui.transfer import open_table
from tests.benchmarks.figures import median, print_figure
from tests.benchmarks.words import ADJECTIVES, COLOURS, TAGS

_MEGABYTE = 1_000_000
_RUNS = 3
_NAMES = ["name", "price", "category", "tags", "stock", "description", "sku"]
# Hostile files: what each repeats.
HOSTILE: dict[str, bytes] = {
    "one quotation mark over and over": b'"',
    "one endless line": b"a",
    "one endless line of words": b"kettle, big ",
    "delimiters only": b",",
    "lines of delimiters": b",,,,,,,,\n",
    "line ends only": b"\n",
    "carriage returns only": b"\r",
    "NUL bytes": b"\0",
    "a mark that opens in each line": b'a,"b,c\n',
    "marks by turns": b'a,"b"c"d,e\n',
    "a mark and a delimiter": b'",',
    "backslashes": b"\\",
    "backslashes and marks": b'\\"',
    "bytes that are no UTF-8": b"\xff\xfe",
    "bytes that begin characters": b"\xe3",
    "single marks": b"'",
}


def rows(count_bytes: int) -> Iterator[list[str]]:
    """Rows of believable products until they fill so many bytes."""
    choose = random.Random(7)
    size = 0
    for number in itertools.count():
        words = choose.choices(ADJECTIVES, k=16)
        tags = ",".join(choose.choices(TAGS, k=number % 3))
        name = f"{words[0]} {words[1]} {number}"
        price = f"{choose.randint(100, 99_999) / 100:.2f}"
        text = " ".join(words) + (", " if number % 4 == 0 else " ") + choose.choice(COLOURS)
        row = [name, price, "Home/Kitchen", tags, str(number % 500), text, f"SKU{number:08d}"]
        size += sum(map(len, row)) + len(row)
        if size > count_bytes:
            return
        yield row


def write_sound(folder: Path, size_bytes: int) -> dict[str, Path]:
    """Files of the same products in several habits."""
    forms: dict[str, dict[str, object]] = {
        "few quotes": {},
        "no quotes (tabs)": {"delimiter": "\t"},
        "all quoted": {"quoting": csv.QUOTE_ALL},
        "text quoted": {"quoting": csv.QUOTE_NONNUMERIC},
        "line breaks in every record": {},
    }
    paths = {}
    for name, options in forms.items():
        path = paths[name] = folder / f"{name}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n", **options)  # type: ignore[arg-type]
            writer.writerow(_NAMES)
            for row in rows(size_bytes):
                if "breaks" in name:
                    row[5] = row[5].replace(" ", "\n", 1)
                elif "text" in name:
                    row[4] = int(row[4])  # type: ignore[call-overload]
                writer.writerow(row)
    packed = paths["gzipped, few quotes"] = folder / "few quotes.csv.gz"
    with paths["few quotes"].open("rb") as file, gzip.open(packed, "wb", 6) as target:
        while data := file.read(1 << 20):
            target.write(data)
    return paths


def _read_by_csv(path: Path) -> float:
    started = time.perf_counter()
    opener: Callable[..., object] = gzip.open if path.suffix == ".gz" else open
    delimiter = "\t" if "tabs" in path.name else ","
    with opener(path, "rt", newline="", encoding="utf-8") as file:  # type: ignore[attr-defined]
        for _ in csv.reader(file, delimiter=delimiter):
            pass
    return time.perf_counter() - started


def _read_by_us(path: Path) -> tuple[float, float]:
    started = time.perf_counter()
    table = open_table(path)
    opened = time.perf_counter()
    for _ in table.rows:
        pass
    return opened - started, time.perf_counter() - opened


def measure_sound(folder: Path, size_bytes: int) -> None:
    print(f"\nReading files of {size_bytes / _MEGABYTE:,.0f} MB, beside csv.reader", flush=True)
    megabytes = size_bytes / _MEGABYTE
    for name, path in write_sound(folder, size_bytes).items():
        theirs, opening, reading = [], [], []
        for _ in range(_RUNS):
            theirs.append(_read_by_csv(path))
            opened, read = _read_by_us(path)
            opening.append(opened)
            reading.append(read)
        ours = megabytes / median(reading)
        beside = f"csv.reader {megabytes / median(theirs):,.0f} MB/s; looked through before in {median(opening):.2f} s"
        print_figure(name, ours, "MB/s", beside=beside)
        path.unlink()


def _read_hostile(path: Path, answers: multiprocessing.Queue[tuple[float, float, str]]) -> None:
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    try:
        outcome = f"{sum(1 for _ in open_table(path).rows):,} records"
    except FileProblem as problem:
        outcome = problem.message
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - idle
    answers.put((time.process_time() - started, memory / 1024, outcome))


def measure_hostile(folder: Path, size_bytes: int) -> None:
    print(f"\nReading hostile files of {size_bytes / _MEGABYTE:,.0f} MB", flush=True)
    path = folder / "hostile.csv"
    fresh = multiprocessing.get_context("spawn")
    for name, piece in HOSTILE.items():
        block = piece * (1_000_000 // len(piece))
        with path.open("wb") as file:
            file.write(b"name,price,note\nMug,5,x\n")
            for _ in range(size_bytes // len(block)):
                file.write(block)
        answers = fresh.Queue()
        process = fresh.Process(target=_read_hostile, args=(path, answers))
        process.start()
        seconds, memory, outcome = answers.get()
        process.join()
        beside = f"{memory:,.0f} MB of memory; {outcome[:60]}"
        print_figure(name, seconds * _MEGABYTE / size_bytes * 1000, "ms for each MB", beside=beside)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200, help="size of the sound files")
    parser.add_argument("--hostile-megabytes", type=int, default=100, help="of the hostile ones")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if args.megabytes:
            measure_sound(Path(folder), args.megabytes * _MEGABYTE)
        if args.hostile_megabytes:
            measure_hostile(Path(folder), args.hostile_megabytes * _MEGABYTE)


if __name__ == "__main__":
    main()
