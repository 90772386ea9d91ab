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
LIBRARY = "ifeval"


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


def check(file, *options, library=LIBRARY):
    return (HIRC, "check", "--library", library, "--mode", "both", "--format", "jsonl", *options, file)


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


def responses(folder, lines, records, library=LIBRARY):
    """Responses judged a second, against the reference verifiers."""
    file = folder / "records.jsonl"
    size = sum(len(line) for line in lines)
    count = repeat(lines, file, RECORDS * size // len(lines))
    mb = file.stat().st_size / 1e6
    theirs = reference.seconds_per_record(records, library)
    one = best(*check(file, "--jobs", 1, library=library))
    every = best(*check(file, library=library))
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


WORDS = "ember harbor lantern meadow river signal amber candle garden island".split()


def thousand(folder):
    """A library of 1,000 constraints and a task that asks for all: compiled, and checked against one response."""
    source = folder / "thousand.hir"
    rules = []
    for i in range(1000):
        word = WORDS[i % len(WORDS)]
        claim = [
            f"count(words) in {i}..",
            f'count(word "{word}{i}") in ..{i}',
            f"each? paragraph: count(sentences) in ..{i + 1}",
            f'not contains("{word} {i}")',
            f"count(characters) in ..{i * 1000 + 1000}",
        ][i % 5]
        rules.append(f'constraint c{i}() {{\n    require {claim}\n    say "Rule {i}."\n}}\n')
    asked = "".join(f"    require c{i}()\n" for i in range(1000))
    source.write_text("\n".join(rules) + "\ntask all_of_them {\n" + asked + "}\n")
    text = folder / "one.txt"
    text.write_text("A river runs by the garden. " * 100)
    plan, base = folder / "plan.json", folder / "base.hir"
    base.write_text('task one {\n    require count(words) in 1..\n}\n')
    print()
    empty = best(HIRC, "compile", base, "-o", plan)
    compiled = best(HIRC, "compile", source, "-o", plan)
    row("1,000 constraints: read, typed, compiled, written", f"{(compiled - empty) * 1e3:.0f} ms",
        f"beyond {empty * 1e3:.0f} ms for one")
    record = folder / "record.jsonl"
    record.write_text(json.dumps({"task": "all_of_them", "response": text.read_text()}) + "\n")
    checked = best(HIRC, "check", "--tasks", plan, record)
    many = folder / "records.jsonl"
    many.write_text(record.read_text() * 200)
    row("1,000 constraints against one response of 2,800 bytes",
        f"{(best(HIRC, 'check', '--jobs', 1, '--tasks', plan, many) - checked) / 199 * 1e3:.2f} ms")


# What the packaged reference can't do without downloads: NLTK's tagger and stop words.
NEEDS_DOWNLOADS = {"words:start_verb", "ratio:stop_words"}


def machine():
    model = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), "?")
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def main():
    lines = [line for name in sys.argv[1:] for line in open(name, "rb") if line.strip()]
    records = [json.loads(line) for line in lines]
    if any("count:" in i or "custom:" in i for record in records for i in record["instruction_id_list"]):
        return ifbench(lines, records)
    print(machine(), flush=True)
    print(f"{len(records)} records, {sum(len(line) for line in lines) / len(lines):.0f} bytes each\n")
    with tempfile.TemporaryDirectory(dir="target/bench") as name:
        folder = Path(name)
        responses(folder, lines, records)
        profile(folder, records)
        words(folder, records)
        memory(folder, lines)
        thousand(folder)


def ifbench(lines, records):
    """The same for IFBench's records, without those that the reference needs downloads for."""
    kept = [not NEEDS_DOWNLOADS.intersection(record["instruction_id_list"]) for record in records]
    lines = [line for line, keep in zip(lines, kept) if keep]
    records = [record for record, keep in zip(records, kept) if keep]
    print(machine(), flush=True)
    print(f"{len(records)} IFBench records, {sum(len(line) for line in lines) / len(lines):.0f} bytes each\n")
    with tempfile.TemporaryDirectory(dir="target/bench") as name:
        responses(Path(name), lines, records, "ifbench")


if __name__ == "__main__":
    main()
