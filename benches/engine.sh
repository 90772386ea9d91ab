#!/usr/bin/env bash
# Measures sampling and training beside PyTorch on the same weights, and prints a table.
# usage: benches/engine.sh MODEL [cpu|cuda]     MODEL: a GGUF file or a Hugging Face folder
# Needs a Rust toolchain, Python 3 with venv, and about 6 GB of disk; for `cuda` also a GPU and the CUDA toolkit.
set -euo pipefail
cd "$(dirname "$0")/.."
model=$(realpath "${1:?usage: benches/engine.sh MODEL [cpu|cuda]}")
device=${2:-cpu}

venv=target/bench/torch
python=${PYTHON:-$venv/bin/python}
if [ ! -x "$python" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet torch transformers peft gguf
fi
if [ "$device" = cuda ]; then rows=(48 192 384) features=cuda; else rows=(48) features=train; fi
mkdir -p target/bench
joined=$(IFS=,; echo "${rows[*]}")
# Kernels of one thread, as `hirc train` has them.
RAYON_NUM_THREADS=1 cargo bench --quiet --features "$features" --bench engine -- \
    "$model" --device "$device" --rows "$joined" | tee target/bench/engine.jsonl >&2
"$python" benches/engine.py peer "$model" "$device" "${rows[@]}" | tee target/bench/torch.jsonl >&2
"$python" benches/engine.py table target/bench/engine.jsonl target/bench/torch.jsonl
