#!/usr/bin/env python3
"""PyTorch's side of `engine.sh`: the same measurements as `engine.rs`, on the same weights; and the table of both.

usage: engine.py peer MODEL DEVICE ROWS TRAINED_ROWS | engine.py table OURS.jsonl PEER.jsonl
"""

import json
import resource
import sys
import time

INSTRUCTION, RESPONSE = 64, 96


def text(row, length, vocab):
    return [(row * 131 + i * 17 + 300) % (vocab - 1) for i in range(length)]


def peer(source, device, rows, trained):
    import torch
    import transformers
    from peft import LoraConfig, get_peft_model

    cuda = device == "cuda"
    dtype = torch.bfloat16 if cuda else torch.float32
    wait = torch.cuda.synchronize if cuda else lambda: None

    def say(**what):
        what["peak_bytes"] = (
            torch.cuda.max_memory_allocated() if cuda else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        )
        print(json.dumps(what), flush=True)

    def timed(run, count):
        wait()
        begun = time.perf_counter()
        for _ in range(count):
            run()
        wait()
        return (time.perf_counter() - begun) / count

    size = 8192 if cuda else 1024
    a = torch.randn(size, size, device=device, dtype=dtype)
    timed(lambda: a @ a, 2)
    say(what="matrix product", size=size, gflops=2 * size**3 / timed(lambda: a @ a, 10) / 1e9)

    if source.endswith(".gguf"):
        folder, _, name = source.rpartition("/")
        options = dict(pretrained_model_name_or_path=folder or ".", gguf_file=name)
    else:
        options = dict(pretrained_model_name_or_path=source)
    model = transformers.AutoModelForCausalLM.from_pretrained(**options, dtype=dtype).to(device).eval()
    vocab, parameters = model.config.vocab_size, sum(p.numel() for p in model.parameters())
    for count in rows:
        batch = torch.tensor([text(r, INSTRUCTION, vocab) for r in range(count)], device=device)

        def generate(tokens):
            model.generate(
                batch, attention_mask=torch.ones_like(batch), do_sample=True, top_k=0, top_p=1.0, pad_token_id=0,
                eos_token_id=None, min_new_tokens=tokens, max_new_tokens=tokens,
            )

        generate(4)
        say(what="sample", rows=count, tokens_per_second=count * RESPONSE / timed(lambda: generate(RESPONSE), 1))

    config = LoraConfig(r=16, lora_alpha=32, target_modules="all-linear", task_type="CAUSAL_LM")
    model = get_peft_model(model, config).train()
    optimiser = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-6)
    for count in trained:
        batch = torch.tensor(
            [text(r, INSTRUCTION, vocab) + text(r + 99, RESPONSE, vocab) for r in range(count)], device=device
        )

        def train():
            logits = model(batch).logits[:, INSTRUCTION - 1 : -1].float()
            loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, INSTRUCTION:].flatten())
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad()

        train()
        tokens = count * (INSTRUCTION + RESPONSE)
        speed = tokens / timed(train, 3)
        say(what="train adapter", rows=count, tokens_per_second=speed, gflops=4 * parameters * speed / 1e9)


def table(ours, theirs):
    def read(path):
        lines = [json.loads(line) for line in open(path)]
        return {(line["what"], line.get("rows")): line for line in lines}

    ours, theirs = read(ours), read(theirs)
    print("| | hirc | PyTorch | ratio | memory, hirc | memory, PyTorch |\n|---|---:|---:|---:|---:|---:|")
    for key, mine in ours.items():
        other = theirs.get(key)
        if other is None:
            continue
        unit = "gflops" if key[0] == "matrix product" else "tokens_per_second"
        name = key[0] if key[1] is None else f"{key[0]}, {key[1]} rows"
        label = "GFLOP/s" if unit == "gflops" else "tokens/s"
        memory = [f"{x['peak_bytes'] / 2**30:.1f} GiB" if x.get("peak_bytes") else "" for x in (mine, other)]
        print(
            f"| {name}, {label} | {mine[unit]:,.0f} | {other[unit]:,.0f} | {mine[unit] / other[unit]:.2f} "
            f"| {memory[0]} | {memory[1]} |"
        )
        if "gflops" in mine and unit != "gflops":
            peak = ours[("matrix product", None)]["gflops"]
            print(f"| … GFLOP/s, share of the product's | {mine['gflops']:,.0f}, {mine['gflops'] / peak:.0%} | {other['gflops']:,.0f} | | | |")


if __name__ == "__main__":
    if sys.argv[1] == "table":
        table(*sys.argv[2:])
    else:
        peer(sys.argv[2], sys.argv[3], *([int(n) for n in rows.split(",")] for rows in sys.argv[4:6]))
