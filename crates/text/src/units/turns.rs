//! Turns of a dialogue: a line that begins with a name and a colon (`Ada: Hello.`), and the lines up to the next such line.

use crate::Part;
use crate::lines::raw_lines;
use crate::structure::fields::speaker;

/// The turns of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    let mut found: Vec<Part> = Vec::new();
    for line in raw_lines(text) {
        let body = line.of(text);
        let end = Part::new(0, body.trim_end().len()).shift(line.start).end;
        if speaker(text, line).is_some() {
            let start = Part::new(body.len() - body.trim_start().len(), 0).shift(line.start).start;
            found.push(Part { start, end });
        } else if let (Some(turn), false) = (found.last_mut(), body.trim().is_empty()) {
            turn.end = end;
        }
    }
    found
}
