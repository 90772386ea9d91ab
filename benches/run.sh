#!/usr/bin/env bash
# Measures `hirc check` against its peers and prints a table. Usage: benches/run.sh [RECORDS.jsonl…]
# RECORDS are IFEval records with responses; without any, the small example that ships is used.
# Needs a Rust toolchain, Python 3 with venv, and about 2 GB of disk for the time it runs.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build --release --quiet
venv=target/bench/venv
if [ ! -x "$venv/bin/python" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet if-verifiable==0.1.2
fi
[ $# -gt 0 ] || set -- examples/ifeval.jsonl
exec env PYTHONUNBUFFERED=1 "$venv/bin/python" benches/bench.py "$@"
