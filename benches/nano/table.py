"""Tables and curves of the runs that benches/nano/run.sh or benches/gpu/run.sh made. usage: python3 table.py OUT [CURVES.svg]"""

import json
import sys
from pathlib import Path
from statistics import mean

ALL, SINGLE = "instruction_accuracy", "constraint_accuracy"


def curve(run: Path, metric: str) -> dict[int, float]:
    """Held-out accuracy by step, in percent."""
    points = {}
    for line in (run / "metrics.jsonl").read_text().splitlines():
        record = json.loads(line)
        if f"baseline/{metric}" in record:
            points[0] = 100 * record[f"baseline/{metric}"]
        if f"eval/{metric}" in record:
            points[record["step"]] = 100 * record[f"eval/{metric}"]
    return points


def reached(points: dict[int, float], goal: float) -> int | None:
    """The first measured step at which the accuracy was reached."""
    return next((step for step, value in sorted(points.items()) if value >= goal), None)


def variants(out: Path) -> dict[str, list[Path]]:
    """The runs of each variant, in the order they were made."""
    found: dict[str, list[Path]] = {}
    for run in sorted(out.iterdir(), key=lambda path: path.stat().st_ctime):
        if (run / "summary.md").exists():
            found.setdefault(run.name.rpartition("-")[0], []).append(run)
    return found


def average(runs: list[Path], metric: str) -> dict[int, float]:
    curves = [curve(run, metric) for run in runs]
    return {step: mean(c[step] for c in curves) for step in curves[0] if all(step in c for c in curves)}


def table(found: dict[str, list[Path]]) -> None:
    steps = sorted({step for runs in found.values() for step in average(runs, ALL)})
    print("| | seeds | " + " | ".join(map(str, steps)) + " |")
    print("|---|---:|" + "---:|" * len(steps))
    for name, runs in found.items():
        full, single = average(runs, ALL), average(runs, SINGLE)
        cells = [f"{full[s]:.1f}/{single[s]:.1f}" if s in full else "" for s in steps]
        print(f"| {name} | {len(runs)} | " + " | ".join(cells) + " |")


def ratios(found: dict[str, list[Path]]) -> None:
    """Steps that HiR and ILA take to ILA's best, for each seed and for each set of options that both ran with."""
    print("\n| | seed | metric | best of ILA | at step | HiR reaches it at | best of HiR |")
    print("|---|---:|---|---:|---:|---:|---:|")
    for name in (name for name in found if name.startswith("hir")):
        ila = {run.name.rpartition("-")[2]: run for run in found.get("ila" + name.removeprefix("hir"), [])}
        for run in found[name]:
            seed = run.name.rpartition("-")[2]
            if seed not in ila:
                continue
            for metric, title in ((ALL, "all constraints"), (SINGLE, "single constraints")):
                theirs, ours = curve(ila[seed], metric), curve(run, metric)
                goal = max(theirs.values())
                step = reached(ours, goal)
                print(
                    f"| {name} | {seed} | {title} | {goal:.1f} | {reached(theirs, goal)} "
                    f"| {'never' if step is None else step} | {max(ours.values()):.1f} |"
                )


def svg(found: dict[str, list[Path]], path: Path) -> None:
    """Mean curves of the variants with the most seeds, and each seed's in pale."""
    colours = ["#0072b2", "#d55e00", "#009e73", "#56b4e9", "#e69f00"]
    most = max(map(len, found.values()))
    shown = [(name, runs) for name, runs in found.items() if len(runs) == most]
    parts = []
    for column, (metric, title) in enumerate(((ALL, "all constraints met"), (SINGLE, "single constraints met"))):
        everything = [(step, value) for _, runs in shown for run in runs for step, value in curve(run, metric).items()]
        right, top = max(s for s, _ in everything) or 1, max(v for _, v in everything) * 1.05 or 1
        left = 50 + column * 380

        def line(points: dict[int, float], style: str) -> str:
            pairs = " ".join(
                f"{left + 300 * s / right:.1f},{230 - 190 * v / top:.1f}" for s, v in sorted(points.items())
            )
            return f'<polyline points="{pairs}" fill="none" {style}/>'

        parts.append(f'<text x="{left}" y="24">{title}, % of held-out tasks</text>')
        parts.append(f'<path d="M{left} 40V230H{left + 300}" fill="none" stroke="#888"/>')
        parts.append(f'<text x="{left - 6}" y="44" text-anchor="end">{top:.0f}</text>')
        parts.append(f'<text x="{left - 6}" y="234" text-anchor="end">0</text>')
        parts.append(f'<text x="{left + 300}" y="248" text-anchor="end">step {right}</text>')
        for (name, runs), colour in zip(shown, colours):
            for run in runs:
                parts.append(line(curve(run, metric), f'stroke="{colour}" stroke-opacity="0.3"'))
            parts.append(line(average(runs, metric), f'stroke="{colour}" stroke-width="2.5"'))
    for index, ((name, _), colour) in enumerate(zip(shown, colours)):
        parts.append(f'<text x="{60 + 120 * index}" y="268" fill="{colour}" font-weight="bold">{name}</text>')
    body = "\n".join(parts)
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 280" font-family="sans-serif" font-size="12">\n'
        f'<rect width="760" height="280" fill="white"/>\n{body}\n</svg>\n'
    )


def main() -> None:
    out = Path(sys.argv[1])
    found = variants(out)
    table(found)
    ratios(found)
    svg(found, Path(sys.argv[2]) if len(sys.argv) > 2 else out / "curves.svg")


if __name__ == "__main__":
    main()
