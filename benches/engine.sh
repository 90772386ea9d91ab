#!/usr/bin/env bash
# Measures sampling and training beside PyTorch on the same weights, and prints a table.
# usage: benches/engine.sh MODEL [cpu|cuda]     MODEL: a GGUF file or a Hugging Face folder
# ENGINE names a built benchmark, PYTHON an interpreter with torch, transformers, peft and gguf.
# Needs else a Rust toolchain, Python 3 with venv, and about 6 GB of disk; for `cuda` also a GPU and the CUDA toolkit.
set -euo pipefail
cd "$(dirname "$0")/.."
model=$(realpath "${1:?usage: benches/engine.sh MODEL [cpu|cuda]}")
device=${2:-cpu}

venv=target/bench/torch
python=${PYTHON:-$venv/bin/python}
if ! command -v "$python" > /dev/null; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet torch transformers peft gguf
fi
if [ "$device" = cuda ]; then rows=48,192,384 trained=8,64 features=cuda; else rows=48 trained=8 features=train; fi
mkdir -p target/bench
# Kernels of one thread, as `hirc train` has them.
export RAYON_NUM_THREADS=1
if [ -n "${ENGINE:-}" ]; then ours=("$ENGINE"); else ours=(cargo bench --quiet --features "$features" --bench engine --); fi
"${ours[@]}" "$model" --device "$device" --rows "$rows" --trained "$trained" | tee target/bench/engine.jsonl >&2
"$python" benches/engine.py peer "$model" "$device" "$rows" "$trained" | tee target/bench/torch.jsonl >&2
"$python" benches/engine.py table target/bench/engine.jsonl target/bench/torch.jsonl
