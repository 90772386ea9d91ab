"""Runs the benchmarks and prints one table: hirc beside each peer, in the same run on the same data."""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import reference

HIRC = Path("target/release/hirc").resolve()
RECORDS = 50_000
TEXT_BYTES = 256_000_000
STREAM_BYTES = 1_000_000_000
JUDGE = ["--library", "ifeval", "--mode", "both"]


def run(*arguments, env=None):
    """Wall seconds and peak memory in MB of a command; its output is thrown away. Exit codes 0 and 1 are success."""
    start = time.perf_counter()
    with subprocess.Popen(
        [str(a) for a in arguments], stdout=subprocess.DEVNULL, env=dict(os.environ, **(env or {}))
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{arguments[0]} failed with exit code {process.returncode}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def best(*arguments, env=None):
    """The fastest of three runs."""
    return min(run(*arguments, env=env)[0] for _ in range(3))


def check(file, *options):
    return (HIRC, "check", *JUDGE, "--format", "jsonl", *options, file)


def repeat(lines, path, bytes_wanted):
    """Writes the lines again and again until there are this many bytes; returns lines written."""
    written = count = 0
    with open(path, "wb") as out:
        while written < bytes_wanted:
            for line in lines:
                written += out.write(line)
                count += 1
    return count


def row(what, value, compared=""):
    print(f"{what:<58}{value:>16}  {compared}".rstrip())


def responses(folder, lines, records):
    """Responses judged a second, against the reference verifiers."""
    file = folder / "records.jsonl"
    size = sum(len(line) for line in lines)
    count = repeat(lines, file, RECORDS * size // len(lines))
    mb = file.stat().st_size / 1e6
    theirs = reference.seconds_per_record(records)
    one = best(*check(file, "--jobs", 1))
    every = best(*check(file))
    row("reference verifiers, one core, responses/s", f"{1 / theirs:,.0f}")
    row("hirc check --jobs 1, responses/s", f"{count / one:,.0f}", f"{theirs * count / one:.0f} times the reference")
    row("hirc check --jobs 1, MB/s", f"{mb / one:.0f}")
    row(f"hirc check on {os.cpu_count()} cores, responses/s", f"{count / every:,.0f}",
        f"{theirs * count / every:.0f} times the reference on one")
    row(f"hirc check on {os.cpu_count()} cores, MB/s", f"{mb / every:.0f}")
    return file, count, one


def profile(file, count, whole, records):
    """What each instruction id adds to reading, joining and writing a record, dearest first."""
    ids = sorted({i for record in records for i in record["instruction_id_list"]})
    base = best(*check(file, "--jobs", 1, "--only", ids[0]))
    costs = {i: run(*check(file, "--jobs", 1, "--only", i))[0] for i in ids}
    base = min(base, *costs.values())
    print()
    row("one record, all its instructions", f"{whole / count * 1e6:.1f} µs")
    row("  of which reading, parsing and writing, at most", f"{base / count * 1e6:.1f} µs")
    for i in sorted(ids, key=costs.get, reverse=True)[:6]:
        share = sum(i in record["instruction_id_list"] for record in records) / len(records)
        each = (costs[i] - base) / count / share * 1e6
        row(f"  {i}", f"{(costs[i] - base) / count * 1e6:.1f} µs", f"{each:.0f} µs for each record that has it")


def words(folder, records):
    """A word count over plain text, against wc."""
    file = folder / "text.txt"
    repeat([r["response"].encode() + b"\n" for r in records], file, TEXT_BYTES)
    mb = file.stat().st_size / 1e6
    theirs = best("wc", "-w", file, env={"LC_ALL": "C.UTF-8"})
    print()
    row("wc -w (UTF-8), MB/s", f"{mb / theirs:.0f}")
    for unit in ("words", "tokens"):
        ours = best(HIRC, "check", "--require", f"count({unit}) in 1..", file)
        row(f"hirc check --require 'count({unit}) in 1..', MB/s", f"{mb / ours:.0f}", f"{theirs / ours:.2f} times wc -w")


def memory(folder, lines):
    """Peak memory on a gigabyte of records, and the time to judge one."""
    file = folder / "stream.jsonl"
    repeat(lines, file, STREAM_BYTES)
    seconds, peak = run(*check(file))
    print()
    row("1 GB of records on all cores, peak memory", f"{peak:.0f} MB", f"in {seconds:.0f} s")
    single = folder / "one.jsonl"
    single.write_bytes(lines[0])
    row("one record, whole process", f"{best(*check(single)) * 1e3:.0f} ms")


def machine():
    model = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), "?")
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def main():
    lines = [line for name in sys.argv[1:] for line in open(name, "rb") if line.strip()]
    records = [json.loads(line) for line in lines]
    print(machine())
    print(f"{len(records)} records, {sum(len(line) for line in lines) / len(lines):.0f} bytes each\n")
    with tempfile.TemporaryDirectory(dir="target/bench") as name:
        folder = Path(name)
        file, count, one = responses(folder, lines, records)
        profile(file, count, one, records)
        words(folder, records)
        file.unlink()
        memory(folder, lines)


if __name__ == "__main__":
    main()
