//! Edits of a text: replacements that do not overlap.

use crate::text::Part;

/// One way to change a text: stretches and what takes their place.
pub(super) type Edit = Vec<(Part, String)>;

/// The text after an edit; `None` if it can't be applied.
pub(super) fn apply(text: &str, edit: &Edit) -> Option<String> {
    let mut parts: Vec<&(Part, String)> = edit.iter().collect();
    parts.sort_by_key(|(part, _)| (part.start, part.end));
    let mut out = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for (part, with) in parts {
        let (start, end) = (part.start as usize, part.end as usize);
        // What overlaps an earlier replacement is left out: the next round sees to it.
        if start < at {
            continue;
        }
        out.push_str(text.get(at..start)?);
        out.push_str(with);
        at = end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

/// Something new at a place.
pub(super) fn insert(at: u32, text: impl Into<String>) -> (Part, String) {
    (Part { start: at, end: at }, text.into())
}

/// A stretch without its text; the blank before it goes too.
pub(super) fn delete(text: &str, part: Part) -> (Part, String) {
    let before = text.get(..part.start as usize).unwrap_or_default();
    let blanks = before.len() - before.trim_end_matches([' ', '\t']).len();
    let start = part.start - u32::try_from(blanks).unwrap_or(0);
    (Part { start, end: part.end }, String::new())
}

/// Several edits in one: the `choice`-th of each, or its last.
pub(super) fn combine(all: &[Vec<Edit>], choice: usize) -> Option<Edit> {
    let chosen = all.iter().filter_map(|edits| edits.get(choice.min(edits.len().saturating_sub(1))));
    let edit: Edit = chosen.flatten().cloned().collect();
    (!edit.is_empty()).then_some(edit)
}
