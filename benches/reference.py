"""The reference verifiers of IFEval and IFBench, as packaged in `if-verifiable`, timed on one core.

NLTK's sentence model is read from the same file that hirc builds in, so that nothing is downloaded and both sides split
sentences by the same parameters. Language identification is seeded, as hirc's is.
"""

import json
import subprocess
import time
from pathlib import Path


def sentence_tokenizer():
    """NLTK's Punkt tokenizer with the English parameters that the crate `punkt_n` ships."""
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    metadata = json.loads(subprocess.check_output(["cargo", "metadata", "--format-version", "1"]))
    manifest = next(p["manifest_path"] for p in metadata["packages"] if p["name"] == "punkt_n")
    data = json.loads((Path(manifest).parent / "src/data/english.json").read_text())
    parameters = PunktParameters()
    parameters.abbrev_types = set(data["abbrev_types"])
    parameters.collocations = {tuple(pair) for pair in data["collocations"]}
    parameters.sent_starters = set(data["sentence_starters"])
    parameters.ortho_context.update(data["ortho_context"])
    return PunktSentenceTokenizer(parameters)


def load(library):
    """The evaluation function and the registry of verifiers, with everything loaded that loads lazily."""
    import langdetect
    import nltk

    nltk.download = lambda *_, **__: False
    from if_verifiable.common import evaluate_instructions
    from importlib import import_module

    instructions_registry = import_module(f"if_verifiable.{library}.instructions_registry")
    instructions_util = import_module(f"if_verifiable.{library}.instructions_util")

    tokenizer = sentence_tokenizer()
    nltk.data.load = lambda *_, **__: tokenizer
    nltk.tokenize._get_punkt_tokenizer = lambda *_: tokenizer
    instructions_util._get_sentence_tokenizer = lambda: tokenizer
    langdetect.DetectorFactory.seed = 0
    langdetect.detect("Load the profiles of all languages now.")
    return evaluate_instructions, instructions_registry.INSTRUCTION_DICT


def seconds_per_record(records, library):
    """Mean time to judge a record, strict and loose."""
    evaluate, registry = load(library)
    start = time.perf_counter()
    for record in records:
        evaluate(
            record["response"], record["instruction_id_list"], record["kwargs"], record["prompt"], registry
        )
    return (time.perf_counter() - start) / len(records)
