//! Seed prompts: one `{"prompt": …}` a line.

use crate::diagnostic::{Code, Diagnostic};
use crate::task::BadLine;

/// A prompt that tasks are made of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seed {
    /// The text.
    pub prompt: String,
}

#[derive(serde::Deserialize)]
struct Line {
    prompt: String,
}

/// Reads seed prompts. Lines that can't be used come back beside the rest; prompts that stand twice count once.
pub fn read_seeds(text: &str) -> (Vec<Seed>, Vec<BadLine>) {
    let (mut seeds, mut bad): (Vec<Seed>, Vec<BadLine>) = (Vec::new(), Vec::new());
    let mut known = std::collections::HashSet::new();
    for (number, line) in (1u64..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let reason = match serde_json::from_str::<Line>(line) {
            Ok(Line { prompt }) if prompt.trim().is_empty() => "the prompt is blank".to_owned(),
            Ok(Line { prompt }) => {
                if known.insert(prompt.clone()) {
                    seeds.push(Seed { prompt });
                }
                continue;
            }
            Err(error) => {
                let message = error.to_string();
                let what = message.split(" at line ").next().unwrap_or_default();
                format!("not a seed: {what} (column {})", error.column())
            }
        };
        let diagnostic =
            Diagnostic::error(Code::BadRecord, reason).help("write one `{\"prompt\": \"…\"}` a line");
        bad.push(BadLine { line: number, key: None, diagnostic });
    }
    (seeds, bad)
}

#[cfg(test)]
mod tests {
    use super::read_seeds;

    #[test]
    fn good_lines_are_kept_and_bad_ones_reported() {
        let (seeds, bad) = read_seeds(
            "{\"prompt\": \"One?\"}\n\n{\"prompt\": 3}\nno\n{\"prompt\": \" \"}\n{\"prompt\": \"One?\"}\n",
        );
        assert_eq!(seeds.len(), 1);
        assert_eq!(bad.iter().map(|b| b.line).collect::<Vec<_>>(), [3, 4, 5]);
    }
}
