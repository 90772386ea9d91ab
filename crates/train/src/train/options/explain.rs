//! What `hirc explain` and `hirc train --help` print of the table of options.

use super::value::{OptionKind, OptionSpec};
use super::{OPTIONS, Options};
use std::fmt::Write;

impl OptionSpec {
    /// Its default: `64 (built-in policy: 16)`.
    pub fn default_text(&self) -> String {
        let shown = |options: &Options| options.get(self.name).map_or_else(String::new, |v| plain(&v));
        let usual = shown(&Options::language_model());
        let others: Vec<String> = [
            ("built-in policy", shown(&Options::nano())),
            ("on a GPU", shown(&Options::language_model().on_gpu())),
        ]
        .into_iter()
        .filter(|(_, value)| *value != usual)
        .map(|(when, value)| format!("{when}: {value}"))
        .collect();
        if others.is_empty() { usual } else { format!("{usual} ({})", others.join(", ")) }
    }

    /// Everything about it.
    pub fn explanation(&self) -> String {
        let mut out = format!("{}: {}\n\n", self.name, self.expected());
        out.extend(
            self.description.lines().map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))),
        );
        if let OptionKind::Choice(all) = self.kind {
            out.push('\n');
            let width = all.iter().map(|c| c.name.len()).max().unwrap_or(0);
            for choice in all {
                let _ = writeln!(out, "{:width$}  {}", choice.name, choice.description.trim());
            }
        }
        let _ = writeln!(out, "\ndefault   {}", self.default_text());
        let example = Options::language_model().get(self.name).map_or_else(String::new, |v| plain(&v));
        let _ =
            writeln!(out, "set with  hirc train … --set {}={example}, or in the file of --config", self.name);
        let choices = match self.kind {
            OptionKind::Choice(all) => all,
            OptionKind::Whole | OptionKind::Number | OptionKind::Switch => &[],
        };
        let values =
            choices.iter().flat_map(|c| c.old_names.iter().map(|old| format!("{old} for {}", c.name)));
        let old: Vec<String> = self.old_names.iter().map(|n| (*n).to_owned()).chain(values).collect();
        if !old.is_empty() {
            let _ = writeln!(out, "formerly  {}", old.join(", "));
        }
        out
    }
}

/// All options for `hirc train --help`: name, default, what it does.
pub fn option_help() -> String {
    let mut out =
        "Options of --set and --config, with their defaults; `hirc explain OPTION` says more:\n".to_owned();
    for option in OPTIONS {
        let _ =
            write!(out, "\n  {}={}\n          {}\n", option.name, option.default_text(), option.summary());
    }
    out
}

/// A value as it is written behind `=`.
fn plain(value: &toml::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
