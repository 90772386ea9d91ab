//! How list items are nested.

use crate::Part;
use crate::lines::{LineKind, lines};

/// A list item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Item {
    /// From its marker to the end of the lines that continue it, as the units `bullets` and `numbered_items` have it.
    pub part: Part,
    /// 1 at the outermost.
    pub level: u32,
    /// Whether it is the first of its list.
    pub opens: bool,
}

/// The list items of `text`. A line of prose that is not indented ends a list; blank lines do not.
#[must_use]
pub fn items(text: &str) -> Vec<Item> {
    let mut found: Vec<Item> = Vec::new();
    // Whether a list is open, and whether what comes belongs to the last item found.
    let (mut in_list, mut open) = (false, false);
    for line in lines(text) {
        if line.is_item() {
            found.push(Item { part: line.body(), level: line.level, opens: !in_list });
            (in_list, open) = (true, true);
        } else if line.kind != LineKind::Blank {
            in_list &= line.in_item;
            match found.last_mut() {
                Some(item) if open && line.level == item.level => item.part.end = line.body().end,
                _ => open = false,
            }
        }
    }
    found
}

/// The item that begins at an offset.
#[must_use]
pub fn at(items: &[Item], start: u32) -> Option<(usize, Item)> {
    let index = items.binary_search_by_key(&start, |item| item.part.start).ok()?;
    items.get(index).map(|item| (index, *item))
}

/// The items right below the one at an index.
pub fn below(items: &[Item], index: usize) -> impl Iterator<Item = Part> {
    let level = items.get(index).map_or(u32::MAX, |item| item.level);
    let inner = items.get(index + 1..).unwrap_or_default().iter();
    let inner = inner.take_while(move |item| !item.opens && item.level > level);
    inner.filter(move |item| item.level == level + 1).map(|item| item.part)
}

#[cfg(test)]
mod tests {
    use super::{at, below, items};

    #[test]
    fn indentation_nests() {
        let text = "- a\n  - b\n    1. c\n  - d\n- e\n\n  - f\nprose\n- g";
        let all = items(text);
        let levels: Vec<u32> = all.iter().map(|i| i.level).collect();
        assert_eq!(levels, [1, 2, 3, 2, 1, 2, 1]);
        let inner: Vec<&str> = below(&all, 0).map(|p| p.of(text)).collect();
        assert_eq!(inner, ["- b", "- d"]);
        assert_eq!(below(&all, 6).count(), 0);
        assert_eq!(at(&all, 4 + 2).map(|(i, item)| (i, item.level)), Some((1, 2)));
        assert_eq!(at(&all, 1), None);
    }
}
