"""Precision and recall of the ends of sentences on tests/data/sentences: hirc, NLTK's Punkt and pySBD, in one run.

    pip install nltk pysbd
    python3 tests/interop/sentences.py [TABLES]

Punkt runs with its tables of each language: those in the folder TABLES (LANGUAGE.json, as the crate `punkt_n` has them), else
NLTK's own `punkt_tab`, which `python3 -m nltk.downloader punkt_tab` fetches. The last end of a text is not counted, for none can miss
it. Exits with 1 if hirc is behind one of the others in the F1 of a language.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMES = {"en": "english", "de": "german", "fr": "french", "es": "spanish", "ru": "russian"}
UNSPACED = {"zh", "ja"}


def texts(path):
    """The texts of a file, each with the ends of its sentences in characters."""
    for block in path.read_text("utf-8").rstrip("\n").split("\n\n"):
        text, ends = "", []
        gap = ""
        for line in block.split("\n"):
            sentence, tab, behind = line.partition("\t")
            if not sentence:
                text = behind.replace("\\n", "\n")
                continue
            text += gap + sentence
            ends.append(len(text))
            gap = behind.replace("\\n", "\n") if tab else "" if path.stem in UNSPACED else " "
        yield text, ends


def ends_of(text, spans):
    """Where spans end, without blanks and without the end of the text."""
    whole = len(text.rstrip())
    ends = {len(text[:end].rstrip()) for start, end in spans if text[start:end].strip()}
    return {end for end in ends if end < whole}


def hirc(language, found):
    lines = "".join(json.dumps(text) + "\n" for text in found)
    command = ["cargo", "run", "--quiet", "--package", "hirc-text", "--example", "sentences"]
    out = subprocess.run(command, input=lines, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    for text, spans in zip(found, map(json.loads, out.splitlines()), strict=True):
        raw = text.encode()
        yield [tuple(len(raw[:at].decode()) for at in span) for span in spans]


def tables(folder, language):
    """Punkt's parameters of a language, or None."""
    from nltk.tokenize.punkt import PunktParameters

    name = NAMES.get(language)
    file = folder and name and folder / f"{name}.json"
    if not file or not file.exists():
        if folder or not name:
            return None
        from nltk.tokenize import PunktTokenizer

        try:
            return PunktTokenizer(name)._params
        except LookupError:
            return None
    data = json.loads(file.read_text())
    parameters = PunktParameters()
    parameters.abbrev_types = set(data["abbrev_types"])
    parameters.collocations = {tuple(pair) for pair in data["collocations"]}
    parameters.sent_starters = set(data["sentence_starters"])
    parameters.ortho_context.update(data["ortho_context"])
    return parameters


def punkt(folder, language, found):
    from nltk.tokenize.punkt import PunktSentenceTokenizer

    parameters = tables(folder, language)
    if not parameters:
        return None
    tokenizer = PunktSentenceTokenizer(parameters)
    return [list(tokenizer.span_tokenize(text)) for text in found]


def pysbd(language, found):
    import pysbd

    try:
        segmenter = pysbd.Segmenter(language=language, clean=False, char_span=True)
    except ValueError:
        return None
    return [[(span.start, span.end) for span in segmenter.segment(text)] for text in found]


def rates(found, spans):
    """Precision, recall and their harmonic mean."""
    right = guessed = wanted = 0
    for (text, ends), of_text in zip(found, spans, strict=True):
        gold, mine = set(ends[:-1]), ends_of(text, of_text)
        right, guessed, wanted = right + len(gold & mine), guessed + len(mine), wanted + len(gold)
    precision, recall = right / max(guessed, 1), right / max(wanted, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    behind = []
    print("| language | sentences | hirc | Punkt | pySBD |\n|---|---|---|---|---|")
    files = sorted((ROOT / "tests/data/sentences").glob("*.txt"))
    groups = [(path.stem, path.stem, list(texts(path))) for path in files]
    # Headings and lists are not what the others were made for.
    groups += [(f"{name}, running text", name, [t for t in found if "\n" not in t[0]]) for name, _, found in groups]
    for title, language, found in groups:
        bodies = [text for text, _ in found]
        systems = [list(hirc(language, bodies)), punkt(folder, language, bodies), pysbd(language, bodies)]
        cells = [rates(found, spans) if spans else None for spans in systems]
        shown = [f"{100 * c[0]:.1f} / {100 * c[1]:.1f}" if c else "–" for c in cells]
        print(f"| {title} | {sum(len(ends) for _, ends in found)} | {' | '.join(shown)} |")
        if any(c and c[2] > cells[0][2] for c in cells[1:]):
            behind.append(title)
    if behind:
        sys.exit(f"hirc is behind in {', '.join(behind)}")


if __name__ == "__main__":
    main()
