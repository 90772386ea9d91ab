//! Byte ranges of a text.

/// A stretch of text, as byte offsets (half-open).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize)]
pub struct Part {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

impl Part {
    /// The part from `start` up to `end`; offsets beyond `u32::MAX` become `u32::MAX`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: narrow(start), end: narrow(end) }
    }

    /// All of `text`.
    #[must_use]
    pub fn whole(text: &str) -> Self {
        Self::new(0, text.len())
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }

    /// Whether no byte belongs to it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The text of this part; empty if the offsets do not fit `text`.
    #[must_use]
    #[inline]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// The same part, `by` bytes further on.
    #[must_use]
    pub fn shift(self, by: u32) -> Self {
        Self { start: self.start.saturating_add(by), end: self.end.saturating_add(by) }
    }
}

#[cfg(test)]
mod tests {
    use super::Part;

    #[test]
    fn a_part_reads_its_text_and_nothing_else() {
        let part = Part::new(1, 3);
        assert_eq!(part.of("abcd"), "bc");
        assert_eq!(part.of("ab"), "");
        assert_eq!(Part::new(1, 2).of("é!"), "", "inside a character");
        assert_eq!(part.shift(1).of("abcd"), "cd");
        assert_eq!((part.len(), part.is_empty()), (2, false));
        assert_eq!(Part::new(0, usize::MAX).end, u32::MAX);
    }
}
