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
    """Wall seconds of a command; its output is thrown away. Exit codes 0 and 1 are success."""
    start = time.perf_counter()
    done = subprocess.run(
        [str(a) for a in arguments], stdout=subprocess.DEVNULL, env=dict(os.environ, **(env or {})), check=False
    )
    if done.returncode not in (0, 1):
        sys.exit(f"{arguments[0]} failed with exit code {done.returncode}")
    return time.perf_counter() - start


PEAK = "import os, sys; p = os.spawnvp(os.P_NOWAIT, sys.argv[1], sys.argv[1:]); print(os.wait4(p, 0)[2].ru_maxrss)"


def peak_memory(*arguments):
    """Peak memory of a command in MB. A small interpreter starts it: a process inherits the peak of its parent."""
    command = [sys.executable, "-S", "-c", PEAK, *(str(a) for a in arguments)]
    return int(subprocess.check_output(command).splitlines()[-1]) / 1024


def best(*arguments, env=None):
    """The fastest of three runs."""
    return min(run(*arguments, env=env) for _ in range(3))


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


def profile(folder, records):
    """What each instruction id adds to reading, joining and writing a record, dearest first."""
    file = folder / "profile.jsonl"

    def seconds(wanted):
        lines = []
        for record in records:
            kept = [(i, k) for i, k in zip(record["instruction_id_list"], record["kwargs"]) if wanted(i)]
            lists = {"instruction_id_list": [i for i, _ in kept], "kwargs": [k for _, k in kept]}
            lines.append(json.dumps({**record, **lists}).encode() + b"\n")
        count = repeat(lines, file, RECORDS // 2 * sum(map(len, lines)) // len(lines))
        return best(*check(file, "--jobs", 1)) / count

    whole, base = seconds(lambda _: True), seconds(lambda _: False)
    ids = {i for record in records for i in record["instruction_id_list"]}
    costs = {i: seconds(lambda j, i=i: j == i) - base for i in ids}
    print()
    row("one record, all its instructions", f"{whole * 1e6:.1f} µs")
    row("  of which reading, parsing and writing", f"{base * 1e6:.1f} µs")
    for i in sorted(costs, key=costs.get, reverse=True)[:6]:
        share = sum(i in record["instruction_id_list"] for record in records) / len(records)
        row(f"  {i}", f"{costs[i] * 1e6:.1f} µs", f"{costs[i] / share * 1e6:.0f} µs for each record that has it")


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
    start = time.perf_counter()
    peak = peak_memory(*check(file))
    seconds = time.perf_counter() - start
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
    print(machine(), flush=True)
    print(f"{len(records)} records, {sum(len(line) for line in lines) / len(lines):.0f} bytes each\n")
    with tempfile.TemporaryDirectory(dir="target/bench") as name:
        folder = Path(name)
        responses(folder, lines, records)
        profile(folder, records)
        words(folder, records)
        memory(folder, lines)


if __name__ == "__main__":
    main()
