//! Reads texts, one JSON string a line; prints for each the sentences as pairs of byte offsets.

use std::io::{BufRead, Write, stdin, stdout};

use hirc_text::Unit;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = stdout().lock();
    for line in stdin().lock().lines() {
        let text: String = serde_json::from_str(&line?)?;
        let sentences: Vec<_> =
            Unit::Sentence.find(&text).iter().map(|part| (part.start, part.end)).collect();
        writeln!(out, "{}", serde_json::to_string(&sentences)?)?;
    }
    Ok(())
}
