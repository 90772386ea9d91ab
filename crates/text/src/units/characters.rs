//! Characters as a reader sees them: extended grapheme clusters. `é` is one however it is encoded, and so are
//! a flag, a family emoji and a CRLF line break. Blanks and line breaks count.

use unicode_segmentation::UnicodeSegmentation;

use crate::Part;

/// The characters of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    let mut found = Vec::with_capacity(text.len());
    let mut start = 0;
    // No character goes on after a line feed, so each line may take the way that suits it.
    for line in text.split_inclusive('\n') {
        if line.is_ascii() {
            let last = line.len() - if line.ends_with("\r\n") { 2 } else { 1 };
            found.extend((start..start + last).map(|at| Part::new(at, at + 1)));
            found.push(Part::new(start + last, start + line.len()));
        } else {
            let clusters = line.grapheme_indices(true);
            found.extend(clusters.map(|(at, c)| Part::new(start + at, start + at + c.len())));
        }
        start += line.len();
    }
    found
}

pub(super) fn count(text: &str) -> usize {
    let of_line = |line: &str| {
        if line.is_ascii() {
            line.len() - usize::from(line.ends_with("\r\n"))
        } else {
            line.graphemes(true).count()
        }
    };
    text.split_inclusive('\n').map(of_line).sum()
}
