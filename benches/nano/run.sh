#!/usr/bin/env bash
# HiR against ILA and CLA on the built-in policy, three seeds each, and ablations of HiR; prints the table and writes
# the curves. About three hours on two cores; runs that are complete are kept, so it can be interrupted.
# usage: benches/nano/run.sh [OUT]
set -euo pipefail
cd "$(dirname "$0")/../.."
out=${1:-target/bench/nano} steps=${STEPS:-60} seeds=${SEEDS:-1 2 3}
[ -n "${HIRC:-}" ] || cargo build --quiet --release
hirc=${HIRC:-target/release/hirc}
mkdir -p "$out"

# run NAME OPTIONS…: one run a seed
run() {
    for seed in $seeds; do
        [ -e "$out/$1-$seed/summary.md" ] && continue
        rm -rf "$out/$1-$seed"
        "$hirc" train benches/nano/sparse.hir --out "$out/$1-$seed" --seed "$seed" --steps "$steps" \
            --set eval_tasks=680 "${@:2}" 2> "$out/$1-$seed.log"
    done
}
run hir
run ila --replay none
run cla --replay none --reward cla
run hir,kl_coef=0.03 --set kl_coef=0.03
run ila,kl_coef=0.03 --set kl_coef=0.03 --replay none
run hir,learning_rate=3e-5 --set learning_rate=3e-5
run ila,learning_rate=3e-5 --set learning_rate=3e-5 --replay none
run ila,learning_rate=3e-4 --set learning_rate=3e-4 --replay none
seeds=${seeds%% *}
run relax --set rewrite=relax
run k=1 --set replays_per_prompt=1
run k=4 --set replays_per_prompt=4
run lambda=0 --set selection_diversity=mean --set selection_lambda=0
run diversity=mean --set selection_diversity=mean
run diversity=sum --set selection_diversity=sum
run ratio_base=rewritten --set ratio_base=rewritten
python3 benches/nano/table.py "$out"
