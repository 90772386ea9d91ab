#!/usr/bin/env python3
"""What `hirc train` saves is read by `peft` and `transformers`, and means the same.

usage: peft_reads_us.py HIRC

Makes small models with `transformers` (Llama, Qwen2, Qwen3; random weights, sharded and whole), lets HIRC train an adapter
on each, and compares the log-probability of every token that HIRC sampled with what `peft` says of it. Needs torch,
transformers, peft and safetensors; nothing is downloaded.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import torch
import transformers
from peft import PeftModel

TOLERANCE = 1e-3
SUITE = """
use small
suite notes {
    prompt "Say yes."
    prompt "Say no."
    draw 2 from small
    tasks 12
    holdout 25%
}
"""
SHAPE = dict(
    vocab_size=259, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, head_dim=8,
    intermediate_size=48, max_position_embeddings=256, initializer_range=0.3,
)
LLAMA3_ROPE = dict(
    rope_type="llama3", rope_theta=10000.0, factor=4.0, low_freq_factor=1.0, high_freq_factor=4.0,
    original_max_position_embeddings=64,
)


def models():
    llama = transformers.LlamaConfig(**SHAPE, tie_word_embeddings=True)
    stretched = transformers.LlamaConfig(**SHAPE, tie_word_embeddings=False, rope_parameters=LLAMA3_ROPE)
    qwen2 = transformers.Qwen2Config(**{k: v for k, v in SHAPE.items() if k != "head_dim"}, tie_word_embeddings=True)
    qwen3 = transformers.Qwen3Config(**SHAPE, tie_word_embeddings=False)
    yield "llama", transformers.LlamaForCausalLM(llama)
    yield "llama, long context", transformers.LlamaForCausalLM(stretched)
    yield "qwen2", transformers.Qwen2ForCausalLM(qwen2)
    yield "qwen3", transformers.Qwen3ForCausalLM(qwen3)


def stir(model):
    """Biases and norms that are not their neutral value, so that a tensor left out shows."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("bias") or "norm" in name:
                parameter.add_(torch.randn_like(parameter) * 0.1)


def run(hirc, *arguments):
    done = subprocess.run([hirc, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"hirc {' '.join(map(str, arguments))}\n{done.stderr}")


def worst_gap(model, lines):
    """The largest difference of a log-probability, and how many were compared."""
    worst, count = 0.0, 0
    for line in lines:
        asked, said = line["instruction_tokens"], line["response_tokens"]
        with torch.no_grad():
            logits = model(torch.tensor([asked + said[:-1]])).logits[0].float()
        ours = torch.tensor(line["logprobs"])
        theirs = logits[len(asked) - 1 :].log_softmax(-1).gather(1, torch.tensor(said)[:, None])[:, 0]
        worst = max(worst, (ours - theirs).abs().max().item())
        count += len(said)
    return worst, count


def check(hirc, name, model, folder):
    stir(model)
    base, train = folder / "base", folder / "run"
    # Small shards, so that there are several.
    model.eval().save_pretrained(base, max_shard_size="20KB")
    suite = folder / "notes.hir"
    suite.write_text(SUITE)
    common = ["prompts_per_step=4", "samples_per_prompt=4", "max_tokens=40", "lora_rank=4", "learning_rate=0.02", "eval_tasks=2"]
    options = [word for option in common for word in ("--set", option)]
    # Random weights satisfy next to nothing; a share of the constraints is a signal, and a warm-up ends responses.
    run(hirc, "train", suite, "--model", base, "--out", train, "--steps", 2, "--reward", "cla", "--warmup-steps", 0, *options)
    lines = folder / "responses.jsonl"
    run(
        hirc, "eval", suite, "--adapter", train, "--temperature", 1, "--max-tokens", 40, "--output", lines, "--logprobs",
    )
    lines = [json.loads(line) for line in lines.read_text().splitlines()]
    reference = transformers.AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32).eval()
    before = worst_gap(reference, [line for line in lines if line["view"] == "before"])
    adapted = PeftModel.from_pretrained(reference, train / "adapter").eval()
    after = worst_gap(adapted, [line for line in lines if line["view"] == "after"])
    moved = max(p.abs().max().item() for n, p in adapted.named_parameters() if "lora_B" in n)
    print(f"{name:20} base {before[0]:.1e} over {before[1]} tokens, adapter {after[0]:.1e} over {after[1]}, |B| {moved:.3f}")
    return before[0] < TOLERANCE and after[0] < TOLERANCE and moved > 0


def merged(hirc, folder):
    """A folder of merged weights, with everything trained, is a model of `transformers`."""
    suite, train, lines = folder / "notes.hir", folder / "whole", folder / "whole.jsonl"
    suite.write_text(SUITE)
    options = [w for o in ["prompts_per_step=4", "samples_per_prompt=4", "max_tokens=40"] for w in ("--set", o)]
    run(hirc, "train", suite, "--out", train, "--steps", 2, *options)
    run(hirc, "eval", suite, "--adapter", train, "--temperature", 1, "--output", lines, "--logprobs")
    model = transformers.AutoModelForCausalLM.from_pretrained(train / "weights", dtype=torch.float32).eval()
    lines = [json.loads(line) for line in lines.read_text().splitlines()]
    gap, count = worst_gap(model, [line for line in lines if line["view"] == "after"])
    print(f"{'merged weights':20} {gap:.1e} over {count} tokens")
    return gap < TOLERANCE


def main():
    hirc = str(pathlib.Path(sys.argv[1]).resolve())
    small = pathlib.Path(__file__).resolve().parents[2] / "examples" / "small.hir"
    torch.manual_seed(0)
    good = True
    for name, model in models():
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / "small.hir").write_text(small.read_text())
            good &= check(hirc, name, model, folder)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "small.hir").write_text(small.read_text())
        good &= merged(hirc, folder)
    sys.exit(0 if good else "a log-probability differs by more than " + str(TOLERANCE))


if __name__ == "__main__":
    main()
