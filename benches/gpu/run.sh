#!/usr/bin/env bash
# Everything that is measured on a GPU, in one go: whether GPU and CPU agree, sampling and training beside PyTorch, and
# HiR against ILA and CLA at equal rollouts, evaluated on held-out tasks and on IFEval's form of records.
# usage: benches/gpu/run.sh MODEL [IFEVAL.jsonl]
# Needs what `benches/engine.sh MODEL cuda` needs. HIRC names a built program, OPTIONS is given to `hirc train` and EVAL
# to `hirc eval`. DEVICE=cpu STEPS=2 tries the same without a GPU. The three runs share the GPU, which a small model
# leaves idle half of the time: their times are not those of one run.
set -euo pipefail
cd "$(dirname "$0")/../.."
model=$(realpath "${1:?usage: benches/gpu/run.sh MODEL [IFEVAL.jsonl]}")
ifeval=$(realpath "${2:-examples/ifeval.jsonl}")
device=${DEVICE:-cuda} steps=${STEPS:-25} seed=${SEED:-1}
options=${OPTIONS:---set prompts_per_step=32 --set max_tokens=192 --set learning_rate=2e-4 --set lr_warmup_steps=4 --set eval_steps=5}
out=target/bench/gpu
rm -rf "$out" && mkdir -p "$out"

benches/engine.sh "$model" "$device"

if [ "$device" = cuda ]; then features=cuda; else features=train; fi
[ -n "${HIRC:-}" ] || cargo build --quiet --release --features "$features"
hirc=${HIRC:-target/release/hirc}
"$hirc" gen benches/gpu/rules.hir -n 1500 --seed "$seed" -o "$out/tasks.jsonl" --held-out "$out/held-out.jsonl"
cat "$out/held-out.jsonl" >> "$out/tasks.jsonl"

# run NAME OPTIONS…: trains, then answers the prompts before and after
run() {
    "$hirc" train "$out/tasks.jsonl" --model "$model" --device "$device" --seed "$seed" --steps "$steps" \
        --out "$out/$1-$seed" $options "${@:2}" 2> "$out/$1.log"
    "$hirc" eval "$ifeval" --adapter "$out/$1-$seed" --device "$device" ${EVAL:---max-tokens 256} \
        --output "$out/$1-ifeval.jsonl" > "$out/$1-ifeval.txt"
}
runs=()
run hir --replay hir & runs+=($!)
run ila --replay none --reward ila & runs+=($!)
run cla --replay none --reward cla & runs+=($!)
for pid in "${runs[@]}"; do wait "$pid"; done

python3 benches/nano/table.py "$out" "$out/curves.svg"
for name in hir ila cla; do
    echo "$name, $(basename "$ifeval")"
    tail -4 "$out/$name-ifeval.txt"
done
