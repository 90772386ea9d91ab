//! The table of accuracies.
//!
//! In: a [`Summary`]. Out: one aligned line a constraint, sorted by id, then the totals.

use super::{Counts, Paint, Summary, sanitize};
use crate::verify::Readings;
use std::io::{self, Write};

/// Ids longer than this are not padded for; they push their own numbers aside.
const WIDEST: usize = 64;

/// Writes the table. The columns of errors and of what waits for a judge are there only if there are any.
///
/// # Errors
/// Whatever the writer fails with.
pub fn table(out: &mut dyn Write, summary: &Summary, readings: Readings, paint: Paint) -> io::Result<()> {
    let Counts { errors, unverified, .. } = summary.instructions;
    let ids: Vec<(String, &Counts)> =
        summary.constraints.iter().map(|(id, counts)| (sanitize(id), counts)).collect();
    let width = ids.iter().map(|(id, _)| id.chars().count()).filter(|n| *n <= WIDEST).max().unwrap_or(0);
    let layout = Layout {
        width: width.max("all constraints".len()),
        readings,
        errors: errors > 0,
        unverified: unverified > 0,
        paint,
    };
    let head = layout.head();
    writeln!(out, "{}", paint.dim(&head))?;
    for (id, counts) in &ids {
        layout.row(out, id, counts)?;
    }
    writeln!(out, "{}", paint.dim("─".repeat(head.chars().count())))?;
    layout.row(out, "all constraints", &summary.instructions)?;
    layout.row(out, "whole prompts", &summary.prompts)
}

struct Layout {
    width: usize,
    readings: Readings,
    errors: bool,
    unverified: bool,
    paint: Paint,
}

impl Layout {
    fn head(&self) -> String {
        let mut head = format!("{:<1$}{2:>8}", "constraint", self.width, "n");
        for reading in self.readings.iter() {
            head.push_str(&format!("{:>10}", reading.name()));
        }
        if self.errors {
            head.push_str(&format!("{:>8}", "errors"));
        }
        if self.unverified {
            head.push_str(&format!("{:>12}", "unverified"));
        }
        head
    }

    fn row(&self, out: &mut dyn Write, name: &str, counts: &Counts) -> io::Result<()> {
        write!(out, "{name:<0$}{1:>8}", self.width, counts.n)?;
        for reading in self.readings.iter() {
            let share = counts.of(reading).share();
            let shown = format!("{:>10}", share.map_or_else(|| "–".to_owned(), percent));
            write!(
                out,
                "{}",
                share.map_or_else(|| shown.clone(), |share| self.paint.accuracy(share, &shown))
            )?;
        }
        for (shown, n, width) in [(self.errors, counts.errors, 8), (self.unverified, counts.unverified, 12)] {
            match (shown, n) {
                (false, _) => {}
                (true, 0) => write!(out, "{}", self.paint.dim(format!("{:>width$}", "–")))?,
                (true, n) => write!(out, "{}", self.paint.error(format!("{n:>width$}")))?,
            }
        }
        writeln!(out)
    }
}

/// A share in percent with one decimal. Only all is 100, only none is 0.
///
/// 99.96 % is shown as 99.9 %, so that a table never claims what is not so.
pub(super) fn percent(share: f64) -> String {
    let tenths = (share * 1000.0).round();
    let tenths = if share < 1.0 { tenths.min(999.0) } else { tenths };
    let tenths = if share > 0.0 { tenths.max(1.0) } else { tenths };
    format!("{:.1} %", tenths / 10.0)
}
