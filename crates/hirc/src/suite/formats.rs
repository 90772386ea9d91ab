//! What tasks are written as: our own records, and the columns that others expect.

use super::Drawn;
use crate::program::Program;
use crate::task::{Ordered, ordered, ordered_by_id};
use serde_json::{Value, json};

/// A form of records.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Everything: request, presentation, phrases, split, witness.
    Hirc,
    /// IFEval's columns: key, prompt, instruction_id_list, kwargs.
    Ifeval,
    /// TRL: a conversation as `prompt`, with columns that a reward function gets.
    Trl,
    /// verl: `prompt`, `data_source`, `reward_model`, `extra_info`.
    Verl,
}

impl Format {
    /// All.
    pub const ALL: [Format; 4] = [Format::Hirc, Format::Ifeval, Format::Trl, Format::Verl];

    /// As options name it.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Hirc => "hirc",
            Format::Ifeval => "ifeval",
            Format::Trl => "trl",
            Format::Verl => "verl",
        }
    }

    /// What it holds, for help texts.
    pub const fn description(self) -> &'static str {
        match self {
            Format::Hirc => "Everything: request, presentation, phrases, split, witness",
            Format::Ifeval => "IFEval's columns: key, prompt, instruction_id_list, kwargs",
            Format::Trl => "TRL: a conversation as `prompt`, with columns that a reward function gets",
            Format::Verl => "verl: `prompt`, `data_source`, `reward_model`, `extra_info`",
        }
    }
}

/// A task's constraints as a form writes them.
pub fn orders(program: &Program, task: &Drawn, format: Format) -> Vec<Ordered> {
    let order = |i| if format == Format::Ifeval { ordered_by_id(program, i) } else { ordered(program, i) };
    task.constraints.iter().map(order).collect()
}

/// A task as a record with these [`orders`].
pub fn record(
    program: &Program,
    suite: &str,
    key: usize,
    task: &Drawn,
    orders: &[Ordered],
    format: Format,
) -> Value {
    let phrases = task.presentation.phrases(program, &task.constraints);
    let text = task.presentation.instruction(&task.request, &phrases);
    let ids: Vec<&str> = orders.iter().map(|o| o.id.as_str()).collect();
    let kwargs: Vec<Value> = orders.iter().map(|o| Value::Object(o.kwargs.clone())).collect();
    let split = if task.held_out { "test" } else { "train" };
    let message = json!([{"role": "user", "content": text}]);
    match format {
        Format::Hirc => json!({
            "key": key, "suite": suite, "split": split, "prompt": text, "request": task.request,
            "instruction_id_list": ids, "kwargs": kwargs, "phrases": phrases,
            "presentation": task.presentation, "witness": task.witness,
        }),
        Format::Ifeval => json!({"key": key, "prompt": text, "instruction_id_list": ids, "kwargs": kwargs}),
        // Arrow wants one type a column, so the arguments are one text.
        Format::Trl => json!({
            "prompt": message, "key": key, "request": task.request, "instruction_id_list": ids,
            "kwargs": Value::Array(kwargs).to_string(), "split": split,
        }),
        Format::Verl => json!({
            "data_source": format!("hirc/{suite}"),
            "prompt": message,
            "ability": "instruction_following",
            "reward_model": {
                "style": "rule",
                "ground_truth": json!({
                    "request": task.request, "instruction_id_list": ids, "kwargs": kwargs,
                }).to_string(),
            },
            "extra_info": {"index": key, "split": split},
        }),
    }
}
