"""Records what the reference verifiers of IFEval, IFBench and IFEvalG say of our records, in a `verdicts.jsonl` beside each
`records.jsonl`.

    python3 -m venv target/conformance
    target/conformance/bin/pip install --no-deps -r tests/conformance/requirements.txt
    target/conformance/bin/python tests/conformance/record.py

That runs the packages pinned in `requirements.txt` over `packaged/`, and nothing else is downloaded. No package ships the
verifiers of IFEvalG; with `--open-instruct FOLDER`, a checkout of allenai/open-instruct at the commit below, they run over
`ifevalg/`. With `--check` nothing is written: the recorded verdicts are compared, and a difference ends with exit code 1.

A verdict that the reference does not decide ends the run too: where it raises, where two packagings differ, and where the
random seed of its language detector decides. Such a record proves nothing and does not belong here.
"""

import argparse
import hashlib
import importlib
import importlib.metadata
import importlib.util
import json
import logging
import sys
import types
from pathlib import Path

HERE = Path(__file__).parent
SEEDS = range(12)
SEEDED = ("language:response_language", "change_case:english_capital", "change_case:english_lowercase")
# A commit of open-instruct, and its verifiers as git names them.
COMMIT = "e6c3044aa6201c8bfa4573c1b03142af599e730d"
BLOBS = {"instructions.py": "33138f0c3508901c375c569025a14a68106a4c78",
         "instructions_util.py": "b37f5321eddc9fd03137e17b94519343a0408d73"}
# What can't be decided without a download.
NOT_RUN = {"words:start_verb": "asks NLTK's part-of-speech tagger, whose weights no package ships"}


def folder(package):
    """Where a package lies, found without running any code of it."""
    return Path(importlib.util.find_spec(package).submodule_search_locations[0])


def hollow(*names):
    """Stands in for packages whose `__init__` would import a whole harness; their modules import as usual."""
    for name in names:
        parent, _, last = name.rpartition(".")
        path = Path(sys.modules[parent].__path__[0]) / last if parent else folder(name)
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].__path__ = [str(path)]


def prepare():
    """What the verifiers import: NLTK with the data of a package, and harnesses without what they would load."""
    import nltk

    for line in (HERE / "requirements.txt").read_text().splitlines():
        name, _, version = line.partition("#")[0].strip().partition("==")
        if name and importlib.metadata.version(name) != version:
            sys.exit(f"{name} {version} is wanted, {importlib.metadata.version(name)} is installed")
    logging.disable()  # They report every text that has no language to tell.
    nltk.data.path[:] = [str(folder("llama_index") / "core/_static/nltk_cache")]
    nltk.download = lambda *_, **__: False
    hollow("lm_eval", "lm_eval.tasks", "lm_eval.tasks.ifeval", "lighteval", "lighteval.tasks", "lighteval.tasks.tasks",
           "lighteval.tasks.tasks.ifeval", "lighteval.tasks.tasks.ifbench", "lighteval.utils")
    # It would refuse to run without spaCy, whose model one verifier of IFBench loads and never asks.
    imports = types.ModuleType("lighteval.utils.imports")
    imports.is_package_available = lambda name: name != "spacy"
    imports.requires = lambda *_: lambda checked: checked
    sys.modules[imports.__name__] = imports


def judge(library, registry):
    """Strict and loose by a library's own functions, asked for one instruction of a registry."""

    def judged(record, name, kwargs):
        library.instructions_registry = registry
        # lighteval looks responses up by prompt; lm_eval takes the response.
        given = {record["prompt"]: record["response"]} if "lighteval" in library.__name__ else record["response"]
        functions = library.test_instruction_following_strict, library.test_instruction_following_loose
        asked = (library.InputExample(record["key"], [name], record["prompt"], [dict(kwargs)]) for _ in functions)
        return tuple(bool(f(a, given).follow_instruction_list[0]) for f, a in zip(functions, asked))

    return judged


def packaged():
    """The judges of each id of IFEval (two packagings) and of IFBench (one)."""
    ifeval = importlib.import_module("lm_eval.tasks.ifeval.utils")
    again = importlib.import_module("lighteval.tasks.tasks.ifeval.instructions_registry")
    ifbench = importlib.import_module("lighteval.tasks.tasks.ifbench.evaluation_lib")
    sys.modules["lighteval.tasks.tasks.ifbench.instructions"].RESOURCES_DOWNLOADED = True
    both = [judge(ifeval, ifeval.instructions_registry), judge(ifeval, again)]
    judges = dict.fromkeys(ifeval.instructions_registry.INSTRUCTION_DICT, both)
    judges.update(dict.fromkeys(ifbench.instructions_registry.INSTRUCTION_DICT, [judge(ifbench, ifbench.instructions_registry)]))
    return {name: judge for name, judge in judges.items() if name not in NOT_RUN}


def ifevalg(checkout):
    """The judges of IFEvalG's ids; its own scoring is strict only, so the views of loose are IFEval's."""
    for name, blob in BLOBS.items():
        text = (checkout / "open_instruct/IFEvalG" / name).read_bytes()
        if hashlib.sha1(b"blob %d\0" % len(text) + text).hexdigest() != blob:
            sys.exit(f"{checkout} is not open-instruct at {COMMIT}: {name} differs")
    sys.path.append(str(checkout))
    hollow("open_instruct", "open_instruct.IFEvalG")
    registry = importlib.import_module("open_instruct.IFEvalG.instructions_registry")
    ifeval = importlib.import_module("lm_eval.tasks.ifeval.utils")
    return dict.fromkeys(registry.INSTRUCTION_DICT, [judge(ifeval, registry)])


def verdict(judges, record, name, kwargs):
    """Strict and loose; a text says why there is no verdict."""
    import langdetect

    seen = set()
    for judged in judges:
        for langdetect.DetectorFactory.seed in SEEDS if name in SEEDED else (0,):
            try:
                seen.add(judged(record, name, kwargs))
            except Exception as error:  # Whatever it raises, that is no verdict.
                return f"the reference raises {error!r}"
    return seen.pop() if len(seen) == 1 else f"the reference gives {sorted(seen)} by seed or packaging"


def record(part, judges, check):
    """Writes the verdicts of a folder, or compares them."""
    lines, problems = [], []
    # Not `splitlines`, which also splits inside of texts, at U+2028.
    for given in map(json.loads, (HERE / part / "records.jsonl").read_text(encoding="utf-8").strip().split("\n")):
        found = []
        for name, kwargs in zip(given["instruction_id_list"], given["kwargs"], strict=True):
            one = verdict(judges[name], given, name, kwargs) if name in judges else "it can't be run"
            problems += [f"{given['key']} {name}: {one}"] if isinstance(one, str) else []
            found.append(one)
        lines.append((given["key"], found))
    if problems:
        sys.exit("\n".join(problems))
    written = "".join(json.dumps({"key": key, "strict": [s for s, _ in found], "loose": [l for _, l in found]}) + "\n"
                      for key, found in lines)
    file = HERE / part / "verdicts.jsonl"
    if not check:
        file.write_text(written, encoding="utf-8")
    elif file.read_text(encoding="utf-8") != written:
        sys.exit(f"{file.relative_to(HERE)} is not what the reference says")
    print(f"{part}: {sum(len(found) for _, found in lines)} instructions of {len(lines)} records, strict and loose")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--open-instruct", type=Path, metavar="FOLDER", help=f"a checkout at {COMMIT}")
    options.add_argument("--check", action="store_true", help="compare instead of writing")
    chosen = options.parse_args()
    prepare()
    record("packaged", packaged(), chosen.check)
    for name, reason in NOT_RUN.items():
        print(f"not run: {name}: {reason}")
    if chosen.open_instruct:
        record("ifevalg", ifevalg(chosen.open_instruct), chosen.check)
    else:
        print("not run: the training ids of IFEvalG, which no package ships: give --open-instruct")


if __name__ == "__main__":
    main()
