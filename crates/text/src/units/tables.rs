//! Tables: runs of lines that start with `|`, or that have a `|` and stand beside a table's rule (`--|--`).
//! A run without a header and a rule under it is none: no renderer of Markdown shows it as a table.

use crate::Part;
use crate::lines::{LineKind, lines};

/// The tables of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    let lines = lines(text);
    let rules: Vec<Part> = lines
        .windows(2)
        .filter_map(|pair| match pair {
            [header, rule] if header.kind == LineKind::TableRow && rule.kind == LineKind::TableRule => {
                Some(rule.part)
            }
            _ => None,
        })
        .collect();
    let has_rule = |run: &Part| {
        let next = rules.partition_point(|r| r.start < run.start);
        rules.get(next).is_some_and(|r| r.end <= run.end)
    };
    super::runs(&lines, |line| line.is_table()).into_iter().filter(has_rule).collect()
}
