"""Judges responses that no model wrote: recorded ones, given to other prompts and changed at random, by the packaged
reference verifiers and by hirc, and prints where they differ.

usage: mutants.py ifeval|ifbench COUNT SEED RECORDS.jsonl…   (with the environment that benches/run.sh makes)
"""

import json
import random
import signal
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import reference
from bench import HIRC, NEEDS_DOWNLOADS

PIECES = (
    "* ** . ! ? ... ?! \" ' “ ” ’ ( ) [ ] { } # - | / \\ _ 1. 2) é ß İ 你好 ひ 😀 ❤️ ² ½ <<a>> [x] *** ``` 3.14 e.g. P.S."
).split() + ["\n", "\n\n", " ", "\t", "\r\n", "\u00a0", "\u200b", "\u2028", "\x1c", "U.S. He", "Mr. X", '{"a":1}']
SECONDS = 20


def mutated(text, texts, draw):
    """The text with a few pieces put in, taken out or exchanged; three of ten stay as they are."""
    if draw.random() < 0.3:
        return text
    for _ in range(draw.randint(1, 12)):
        at, kind = draw.randint(0, len(text)), draw.random()
        if kind < 0.5:
            text = text[:at] + draw.choice(PIECES) + text[at:]
        elif kind < 0.8:
            text = text[:at] + text[at + draw.randint(1, 30):]
        else:
            other = draw.choice(texts)
            start = draw.randint(0, len(other))
            text = text[:at] + other[start:start + draw.randint(1, 80)] + text[at:]
    if draw.random() < 0.15:
        text = text[:draw.randint(0, len(text))]
    change = draw.random()
    return text.upper() if change < 0.05 else text.lower() if change < 0.1 else text.title() if change < 0.15 else text


def made(records, count, draw):
    """Records of one instruction each, of all ids in turn. The reference strips responses, so these are stripped."""
    texts = [record["response"] for record in records]
    kinds = defaultdict(list)
    for record in records:
        for name, kwargs in zip(record["instruction_id_list"], record["kwargs"]):
            if name not in NEEDS_DOWNLOADS:
                kinds[name].append((kwargs, record))
    names = sorted(kinds)
    for key in range(count):
        name = names[key % len(names)]
        kwargs, record = draw.choice(kinds[name])
        base = draw.choice(kinds[name])[1]["response"] if draw.random() < 0.6 else draw.choice(texts)
        response = mutated(base, texts, draw).strip()
        yield {"key": key, "prompt": record["prompt"], "instruction_id_list": [name], "kwargs": [kwargs],
               "response": response}


def ours(library, records):
    """Strict and loose verdicts of hirc by key."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "records.jsonl"
        file.write_text("".join(json.dumps(record) + "\n" for record in records))
        command = [HIRC, "check", "--library", library, "--mode", "both", "--format", "jsonl", file]
        lines = subprocess.run(command, capture_output=True, check=False).stdout.splitlines()
    return {line["key"]: (line["strict"], line["loose"]) for line in map(json.loads, lines)}


def main():
    library, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    recorded = [json.loads(line) for name in sys.argv[4:] for line in open(name)]
    records = list(made(recorded, count, random.Random(seed)))
    verdicts = ours(library, records)
    evaluate, registry = reference.load(library)

    def late(*_):
        raise TimeoutError

    signal.signal(signal.SIGALRM, late)
    judged, passed, stuck, differing = 0, 0, Counter(), Counter()
    for record in records:
        signal.alarm(SECONDS)
        try:
            results, _ = evaluate(
                record["response"], record["instruction_id_list"], record["kwargs"], record["prompt"], registry
            )
        except Exception as error:  # Some of its verifiers fail on odd texts; that is no verdict.
            stuck[type(error).__name__] += 1
            continue
        finally:
            signal.alarm(0)
        theirs = (results[0].strict_pass, results[0].loose_pass) if results else (False, False)
        judged, passed = judged + 1, passed + theirs[1]
        if tuple(map(bool, theirs)) != verdicts[record["key"]]:
            differing[record["instruction_id_list"][0]] += 1
    print(f"{judged} judged ({passed} pass loosely), {sum(differing.values())} differ; reference stuck: {dict(stuck)}")
    for name, times in differing.most_common():
        print(f"  {name}: {times}")


if __name__ == "__main__":
    main()
