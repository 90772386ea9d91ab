#!/usr/bin/env bash
# Everything that is measured on a GPU, in one go: whether GPU and CPU agree, sampling and training beside PyTorch, and
# HiR against ILA and CLA at equal rollouts, evaluated on held-out tasks and on IFEval's form of records.
# usage: benches/gpu.sh MODEL [IFEVAL.jsonl]
# Needs what `benches/engine.sh MODEL cuda` needs. DEVICE=cpu STEPS=2 tries the same program without a GPU.
set -euo pipefail
cd "$(dirname "$0")/.."
model=$(realpath "${1:?usage: benches/gpu.sh MODEL [IFEVAL.jsonl]}")
ifeval=$(realpath "${2:-examples/ifeval.jsonl}")
device=${DEVICE:-cuda} steps=${STEPS:-150} seed=${SEED:-1}
out=${OUT:-target/bench/gpu}
rm -rf "$out" && mkdir -p "$out"

benches/engine.sh "$model" "$device"

if [ "$device" = cuda ]; then features=cuda; else features=train; fi
[ -n "${HIRC:-}" ] || cargo build --quiet --release --features "$features"
hirc=${HIRC:-target/release/hirc}
"$hirc" gen examples/everyday.hir -n "${TASKS:-2000}" --seed "$seed" -o "$out/tasks.jsonl" --held-out "$out/held-out.jsonl"
cat "$out/held-out.jsonl" >> "$out/tasks.jsonl"
run() {
    "$hirc" train "$out/tasks.jsonl" --model "$model" --device "$device" --seed "$seed" --steps "$steps" \
        --out "$out/$1" "${@:2}" ${OPTIONS:-}
    for records in "$out/held-out.jsonl" "$ifeval"; do
        echo "$1, $(basename "$records")"
        "$hirc" eval "$records" --adapter "$out/$1" --device "$device" ${EVAL:-} \
            --output "$out/$1-$(basename "$records")" | tail -4
    done
}
run hir --replay hir
run ila --replay none --reward ila
run cla --replay none --reward cla
