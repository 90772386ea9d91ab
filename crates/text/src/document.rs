//! A text with what was found in it so far.

use foldhash::fast::RandomState;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::structure::json_tree::{self, JsonTree};
use super::structure::lists::{self, Item};
use super::structure::tags::{self, Element};
use super::{Part, Unit, language};

/// What was found in parts of the text.
type Inner = HashMap<(Unit, Part), Rc<[Part]>, RandomState>;

/// A text whose units are found when first asked for, and once.
///
/// Cheap to make: nothing is looked at before it is asked for. Used by one thread at a time.
#[derive(Debug)]
pub struct Document<'t> {
    text: &'t str,
    ascii: OnceCell<bool>,
    language: OnceCell<Option<String>>,
    items: OnceCell<Rc<[Item]>>,
    elements: OnceCell<Rc<[Element]>>,
    json: OnceCell<(Part, Option<Rc<JsonTree>>)>,
    whole: RefCell<Vec<(Unit, Rc<[Part]>)>>,
    counts: RefCell<Vec<(Unit, usize)>>,
    inner: RefCell<Inner>,
    segmentations: Cell<usize>,
}

impl<'t> Document<'t> {
    /// A document of `text`.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            ascii: OnceCell::new(),
            language: OnceCell::new(),
            items: OnceCell::new(),
            elements: OnceCell::new(),
            json: OnceCell::new(),
            whole: RefCell::default(),
            counts: RefCell::default(),
            inner: RefCell::default(),
            segmentations: Cell::new(0),
        }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Whether the text is ASCII.
    pub fn is_ascii(&self) -> bool {
        *self.ascii.get_or_init(|| self.text.is_ascii())
    }

    /// What [`language::detect`] says of the text.
    pub fn language(&self) -> Option<&str> {
        self.language.get_or_init(|| language::detect(self.text)).as_deref()
    }

    /// The list items of the text, with their levels.
    pub fn items(&self) -> Rc<[Item]> {
        Rc::clone(self.items.get_or_init(|| lists::items(self.text).into()))
    }

    /// The elements of the text, in the order of their opening tags.
    pub fn elements(&self) -> Rc<[Element]> {
        Rc::clone(self.elements.get_or_init(|| tags::elements(self.text).into()))
    }

    /// What stands between the tags of the element that a part is; `None` if it is none of the text's elements.
    pub fn inner(&self, part: Part) -> Option<Part> {
        let elements = self.elements();
        let index = elements.binary_search_by_key(&part.start, |element| element.part.start).ok()?;
        let element = elements.get(index).filter(|element| element.part == part)?;
        Some(element.inner)
    }

    /// The JSON that stands in a part, read once for the part that is asked for first.
    pub fn json(&self, part: Part) -> Option<Rc<JsonTree>> {
        let read = || json_tree::read(part.of(self.text)).map(Rc::new);
        let (known, tree) = self.json.get_or_init(|| (part, read()));
        if *known == part { tree.clone() } else { read() }
    }

    /// Every `unit` of the text.
    pub fn parts(&self, unit: Unit) -> Rc<[Part]> {
        if let Some(parts) = self.known(unit) {
            return parts;
        }
        let parts: Rc<[Part]> = self.segment(unit, self.text).into();
        self.whole.borrow_mut().push((unit, Rc::clone(&parts)));
        parts
    }

    /// Every `unit` of the text inside `part`, which is read as a text of its own; offsets are those of the
    /// whole text.
    pub fn parts_in(&self, unit: Unit, part: Part) -> Rc<[Part]> {
        if part == Part::whole(self.text) {
            return self.parts(unit);
        }
        if let Some(parts) = self.inner.borrow().get(&(unit, part)) {
            return Rc::clone(parts);
        }
        let found = self.segment(unit, part.of(self.text));
        let parts: Rc<[Part]> = found.into_iter().map(|p| p.shift(part.start)).collect();
        self.inner.borrow_mut().insert((unit, part), Rc::clone(&parts));
        parts
    }

    /// How many of `unit` the text has. Does not find them if they can be counted without.
    pub fn count(&self, unit: Unit) -> usize {
        if let Some(parts) = self.known(unit) {
            return parts.len();
        }
        if !unit.counts_faster() {
            return self.parts(unit).len();
        }
        if let Some(&(_, count)) = self.counts.borrow().iter().find(|(u, _)| *u == unit) {
            return count;
        }
        let count = unit.count(self.text);
        self.counts.borrow_mut().push((unit, count));
        count
    }

    /// How often units were searched for, in the whole text or a part.
    #[must_use]
    pub fn segmentations(&self) -> usize {
        self.segmentations.get()
    }

    fn known(&self, unit: Unit) -> Option<Rc<[Part]>> {
        let whole = self.whole.borrow();
        whole.iter().find(|(u, _)| *u == unit).map(|(_, parts)| Rc::clone(parts))
    }

    fn segment(&self, unit: Unit, text: &str) -> Vec<Part> {
        self.segmentations.set(self.segmentations.get() + 1);
        unit.find(text)
    }
}

#[cfg(test)]
mod tests {
    use super::{Document, Part, Unit};

    #[test]
    fn each_unit_is_segmented_at_most_once() {
        let document = Document::new("One two. Three!\n\n- four");
        for _ in 0..3 {
            for &unit in Unit::ALL {
                let _ = document.count(unit);
                assert_eq!(document.parts(unit).len(), document.count(unit));
                let _ = document.parts_in(unit, Part::whole(document.text()));
            }
        }
        assert_eq!(document.segmentations(), Unit::ALL.len());
        assert!(document.is_ascii());
        assert_eq!(document.language(), document.language());
    }

    #[test]
    fn counting_need_not_segment() {
        let document = Document::new("One two.");
        assert_eq!((document.count(Unit::Word), document.segmentations()), (2, 0));
    }

    #[test]
    fn a_part_is_read_by_itself_with_offsets_of_the_whole() {
        let text = "One two. Three four five.";
        let document = Document::new(text);
        let second = document.parts(Unit::Sentence)[1];
        for _ in 0..2 {
            let words: Vec<_> = document.parts_in(Unit::Word, second).iter().map(|p| p.of(text)).collect();
            assert_eq!(words, ["Three", "four", "five"]);
        }
        assert_eq!(document.segmentations(), 2);
        assert_eq!(document.parts_in(Unit::Word, Part::new(3, 999)).len(), 0);
    }
}
