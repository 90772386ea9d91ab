"""Records what the packaged reference verifiers of IFEval and IFBench say of `records.jsonl`, in `verdicts.jsonl`.

    python3 -m venv target/conformance
    target/conformance/bin/pip install --no-deps -r tests/conformance/requirements.txt
    target/conformance/bin/python tests/conformance/record.py           # writes verdicts.jsonl
    target/conformance/bin/python tests/conformance/record.py --check   # compares instead, and fails on a difference

Everything comes from the packages pinned in `requirements.txt`; nothing else is downloaded. A verdict that the reference
does not decide (it raises), or that depends on the random seed of its language detector, ends the run: such a record
proves nothing and does not belong here.
"""

import importlib
import importlib.metadata
import importlib.util
import json
import logging
import sys
import types
from pathlib import Path

HERE = Path(__file__).parent
RECORDS, VERDICTS = HERE / "records.jsonl", HERE / "verdicts.jsonl"
SEEDS = range(12)

# What no package can decide without a download.
NOT_RUN = {
    "words:start_verb": "asks NLTK's part-of-speech tagger, whose weights no package ships",
}


def folder(package):
    """Where a package lies, found without running any code of it."""
    return Path(importlib.util.find_spec(package).submodule_search_locations[0])


def hollow(name):
    """Stands in for a package's `__init__`, which would import a whole evaluation harness; its modules import as usual."""
    parent, _, last = name.rpartition(".")
    module = types.ModuleType(name)
    module.__path__ = [f"{sys.modules[parent].__path__[0]}/{last}"] if parent else [str(folder(name))]
    sys.modules[name] = module


def load():
    """The strict and loose judges of both benchmarks, and a function that seeds language detection."""
    import langdetect
    import nltk

    logging.disable()  # It reports every text that has no language to tell.
    nltk.data.path[:] = [str(folder("llama_index") / "core/_static/nltk_cache")]
    nltk.download = lambda *_, **__: False
    for name in ("lm_eval", "lm_eval.tasks", "lm_eval.tasks.ifeval", "lighteval", "lighteval.tasks", "lighteval.tasks.tasks",
                 "lighteval.tasks.tasks.ifeval", "lighteval.tasks.tasks.ifbench", "lighteval.utils"):
        hollow(name)
    # It would refuse to run without spaCy, whose model one verifier of IFBench loads and never asks.
    imports = types.ModuleType("lighteval.utils.imports")
    imports.is_package_available = lambda name: name != "spacy"
    imports.requires = lambda *_: lambda checked: checked
    sys.modules[imports.__name__] = imports

    ifeval = importlib.import_module("lm_eval.tasks.ifeval.utils")
    again = importlib.import_module("lighteval.tasks.tasks.ifeval.instructions_registry")
    ifbench = importlib.import_module("lighteval.tasks.tasks.ifbench.evaluation_lib")
    sys.modules["lighteval.tasks.tasks.ifbench.instructions"].RESOURCES_DOWNLOADED = True

    def seed(number):
        langdetect.DetectorFactory.seed = number

    return ifeval, again, ifbench, seed


def judges(ifeval, again, ifbench):
    """For every id that can be run: the functions that judge one instruction, strict and loose, in each packaging."""

    def of_ifeval(registry):
        def judge(record, name, kwargs):
            ifeval.instructions_registry = registry
            asked = [ifeval.InputExample(record["key"], [name], record["prompt"], [dict(kwargs)]) for _ in range(2)]
            return (ifeval.test_instruction_following_strict(asked[0], record["response"]).follow_instruction_list[0],
                    ifeval.test_instruction_following_loose(asked[1], record["response"]).follow_instruction_list[0])
        return judge

    def of_ifbench(record, name, kwargs):
        asked = [ifbench.InputExample(record["key"], [name], record["prompt"], [dict(kwargs)]) for _ in range(2)]
        response = {record["prompt"]: record["response"]}
        return (ifbench.test_instruction_following_strict(asked[0], response).follow_instruction_list[0],
                ifbench.test_instruction_following_loose(asked[1], response).follow_instruction_list[0])

    both = [of_ifeval(ifeval.instructions_registry), of_ifeval(again)]
    found = {name: both for name in ifeval.instructions_registry.INSTRUCTION_DICT}
    for name in ifbench.instructions_registry.INSTRUCTION_DICT:
        if name not in NOT_RUN:
            found[name] = [of_ifbench]
    return found


def verdict(judge, record, name, kwargs, seed, problems):
    """Strict and loose, or a problem: packagings that differ, a verdict that the seed draws, an exception."""
    seen = set()
    for one in judge:
        for number in SEEDS if name in SEEDED else (0,):
            seed(number)
            try:
                seen.add(tuple(map(bool, one(record, name, kwargs))))
            except Exception as error:  # Whatever it raises, that is no verdict.
                problems.append(f"{record['key']} {name}: the reference raises {error!r}")
                return None
    if len(seen) > 1:
        problems.append(f"{record['key']} {name}: the reference gives {sorted(seen)} by seed or packaging")
        return None
    return seen.pop()


SEEDED = ("language:response_language", "change_case:english_capital", "change_case:english_lowercase")


def main():
    ifeval, again, ifbench, seed = load()
    known = judges(ifeval, again, ifbench)
    problems, lines = [], []
    for record in map(json.loads, RECORDS.read_text(encoding="utf-8").splitlines()):
        strict, loose = [], []
        for name, kwargs in zip(record["instruction_id_list"], record["kwargs"], strict=True):
            if name not in known:
                problems.append(f"{record['key']}: {name} can't be run: {NOT_RUN.get(name, 'unknown')}")
                continue
            if given := verdict(known[name], record, name, kwargs, seed, problems):
                strict.append(given[0])
                loose.append(given[1])
        lines.append(json.dumps({"key": record["key"], "strict": strict, "loose": loose}))
    if problems:
        sys.exit("\n".join(problems))
    written = "".join(line + "\n" for line in lines)
    if "--check" in sys.argv[1:]:
        if VERDICTS.read_text(encoding="utf-8") != written:
            sys.exit(f"{VERDICTS} differs from what the reference says now")
    else:
        VERDICTS.write_text(written, encoding="utf-8")
    print(f"{len(lines)} records of {len(known)} ids")
    for name, reason in NOT_RUN.items():
        print(f"not run: {name}: {reason}")


if __name__ == "__main__":
    main()
