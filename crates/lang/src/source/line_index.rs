//! Where lines begin and which characters are not one byte, so that positions are found by binary search.

/// A line and a column from 0, the column in UTF-16 code units: a position as the Language Server Protocol counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Utf16Position {
    /// Line, from 0.
    pub line: u32,
    /// Column in UTF-16 code units, from 0.
    pub character: u32,
}

/// The lines of one text. Every look-up takes O(log n) in the length of the text.
#[derive(Clone, Debug)]
pub(super) struct LineIndex {
    /// Offsets of the first byte of each line; the first is 0.
    starts: Vec<u32>,
    /// Characters of several bytes, in order.
    wide: Vec<Wide>,
    length: u32,
}

/// A character of several bytes, with what is saved by counting it and those before it in other units than bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Wide {
    start: u32,
    end: u32,
    /// Bytes less characters, up to `end`.
    characters: u32,
    /// Bytes less UTF-16 code units, up to `end`.
    utf16: u32,
}

impl LineIndex {
    /// Texts are at most 4 GiB; what lies beyond is not indexed.
    pub(super) fn new(text: &str) -> LineIndex {
        let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut out = LineIndex { starts: vec![0], wide: Vec::new(), length: offset(text.len()) };
        let mut last = Wide::default();
        for (at, c) in text.char_indices() {
            if c == '\n' {
                out.starts.push(offset(at + 1));
            }
            let length = c.len_utf8();
            if length > 1 {
                last = Wide {
                    start: offset(at),
                    end: offset(at + length),
                    characters: last.characters + offset(length - 1),
                    utf16: last.utf16 + offset(length - c.len_utf16()),
                };
                out.wide.push(last);
            }
        }
        out
    }

    /// What the characters that end at or before an offset save.
    fn saved(&self, offset: u32) -> Wide {
        let behind = self.wide.partition_point(|w| w.end <= offset);
        behind.checked_sub(1).and_then(|last| self.wide.get(last)).copied().unwrap_or_default()
    }

    /// The line of an offset, from 0, and where it begins.
    fn line(&self, offset: u32) -> (usize, u32) {
        let line = self.starts.partition_point(|&start| start <= offset).saturating_sub(1);
        (line, self.starts.get(line).copied().unwrap_or(0))
    }

    /// Line and column in characters, both from 0.
    pub(super) fn characters(&self, offset: u32) -> (usize, usize) {
        let offset = self.boundary(offset);
        let (line, start) = self.line(offset);
        let saved = self.saved(offset).characters - self.saved(start).characters;
        (line, (offset - start - saved) as usize)
    }

    pub(super) fn utf16(&self, offset: u32) -> Utf16Position {
        let offset = self.boundary(offset);
        let (line, start) = self.line(offset);
        let saved = self.saved(offset).utf16 - self.saved(start).utf16;
        Utf16Position { line: u32::try_from(line).unwrap_or(u32::MAX), character: offset - start - saved }
    }

    /// The offset of a position; one behind the end of its line means that end, one inside a character its start.
    pub(super) fn offset(&self, position: Utf16Position, text: &str) -> u32 {
        let line = position.line as usize;
        let Some(&start) = self.starts.get(line) else { return self.length };
        let end = match self.starts.get(line + 1) {
            None => self.length,
            Some(&next) => {
                let body = text.get(start as usize..next as usize).unwrap_or("");
                let breaks = if body.ends_with("\r\n") { 2 } else { 1 };
                next - breaks
            }
        };
        // In UTF-16 code units from the start of the text.
        let target = (start - self.saved(start).utf16).saturating_add(position.character);
        let behind = self.wide.partition_point(|w| w.end - w.utf16 <= target);
        let saved = behind.checked_sub(1).and_then(|last| self.wide.get(last)).map_or(0, |w| w.utf16);
        let offset = target.saturating_add(saved);
        let inside = self.wide.get(behind).filter(|next| next.start < offset);
        inside.map_or(offset, |next| next.start).min(end)
    }

    /// An offset inside a character or behind the end, moved back to a boundary.
    fn boundary(&self, offset: u32) -> u32 {
        let next = self.wide.partition_point(|w| w.end <= offset);
        let inside = self.wide.get(next).filter(|w| w.start < offset);
        inside.map_or(offset, |w| w.start).min(self.length)
    }
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "offsets of known texts")]
mod tests {
    use super::super::SourceMap;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_column_counts_what_is_asked_for() {
        let text = "aé𝄞b\r\nz";
        let index = LineIndex::new(text);
        let b = u32::try_from(text.find('b').unwrap()).unwrap();
        assert_eq!(index.characters(b), (0, 3));
        assert_eq!(index.utf16(b), Utf16Position { line: 0, character: 4 });
        // Inside the surrogate pair, behind the end of the line, behind the last line.
        assert_eq!(index.offset(Utf16Position { line: 0, character: 3 }, text), 3);
        assert_eq!(index.offset(Utf16Position { line: 0, character: 99 }, text), b + 1);
        assert_eq!(index.offset(Utf16Position { line: 7, character: 0 }, text), 11);
    }

    proptest! {
        #[test]
        fn positions_agree_with_counting(text in "[a-bé𝄞\\r\\n]{0,40}") {
            let mut sources = SourceMap::default();
            let id = sources.add("x", text.as_str());
            let file = sources.get(id).unwrap();
            for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let before = &text[..at];
                let line = before.rfind('\n').map_or(0, |i| i + 1);
                let offset = u32::try_from(at).unwrap();
                let shown = file.position(offset);
                prop_assert_eq!(shown.line, before.matches('\n').count() + 1);
                prop_assert_eq!(shown.column, before[line..].chars().count() + 1);
                let utf16 = file.utf16_position(offset);
                prop_assert_eq!(utf16.line as usize + 1, shown.line);
                prop_assert_eq!(utf16.character as usize, before[line..].encode_utf16().count());
                // The line feed of `\r\n` has no position of its own.
                if !(before.ends_with('\r') && text[at..].starts_with('\n')) {
                    prop_assert_eq!(file.offset(utf16), offset);
                }
            }
        }
    }
}
