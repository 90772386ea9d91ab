//! Where the text of an expression stands in the response, and which responses give it a text of some form.

use super::automaton::Membership;
use super::encodings::lines::{
    first_paragraph, last_paragraph, last_sentence_of_paragraph, nth_word, some_line,
};
use super::facts::{Fact, Place, Reader};
use super::measure::Measure;
use super::product::{Languages, Meeting};
use super::texts::{ANY, BLANKS, IN_LINE, Texts, around, choice, line, matching, row, somewhere};
use crate::program::{Anchor, Node, NodeId, Origin, Preimage, Presence, Side};
use crate::text::units::{Form, Layout};
use crate::text::{Unit, python};
use crate::verify::Value;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Repetition};

/// What may stand around the title of a section.
const TITLE_MARKS: Texts = Texts::Form(Form { pattern: r"(?:[^\S\n]|[\x1c-\x1f#*_`:])*", shown: "" });

impl Reader<'_, '_, '_> {
    pub(super) fn list_of_response(&mut self, list: NodeId) -> bool {
        match self.evaluator.node(list).cloned() {
            Some(Node::Parts { of, .. }) => self.part_of_response(of),
            Some(Node::Filter { list, .. }) => self.list_of_response(list),
            Some(Node::Call { function, arguments }) => match (function.facts().origin, arguments.first()) {
                (Origin::Stretches, Some(&text)) => self.part_of_response(text),
                (Origin::Elements | Origin::Neighbours | Origin::Numbered, Some(&list)) => {
                    self.list_of_response(list)
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether a text is a stretch of the response, unchanged.
    pub(super) fn part_of_response(&mut self, id: NodeId) -> bool {
        if self.is_subject(id) {
            return true;
        }
        match self.evaluator.node(id).cloned() {
            Some(Node::Local(name)) => self.parts.contains_key(&name),
            Some(Node::Call { function, arguments }) => match (function.facts().origin, arguments.first()) {
                (Origin::Element, Some(&list)) => self.list_of_response(list),
                (Origin::Stretch, Some(&text)) => self.part_of_response(text),
                _ => false,
            },
            _ => false,
        }
    }

    /// A part that a claim speaks of must be there.
    pub(super) fn present(&mut self, part: NodeId) -> Fact {
        let Some(Node::Call { function, arguments }) = self.evaluator.node(part).cloned() else {
            return Fact::True;
        };
        match (function.facts().presence, arguments.as_slice()) {
            (Presence::LongEnough, [list, position]) => {
                let Some(Value::Int(at)) = self.known(*position) else { return Fact::True };
                let least = f64::from(u32::try_from(at.unsigned_abs()).unwrap_or(u32::MAX));
                self.at_least(*list, least)
            }
            (Presence::Headed(heading), arguments) => {
                let some = Fact::count(Measure::Unit(heading), 1.0, f64::INFINITY);
                match arguments {
                    [subject, title] => Fact::All(vec![some, self.headed(*subject, *title)]),
                    _ => some,
                }
            }
            // Without an occurrence there is a text all the same: an empty one, or the whole.
            (Presence::Unknown | Presence::LongEnough | Presence::Found(_), _) => Fact::True,
        }
    }

    /// For something to stand behind an occurrence there must be one.
    pub(super) fn behind(&mut self, part: NodeId) -> Fact {
        let Some(Node::Call { function, arguments }) = self.evaluator.node(part).cloned() else {
            return Fact::True;
        };
        let (Presence::Found(Side::After), [text, needle]) =
            (function.facts().presence, arguments.as_slice())
        else {
            return Fact::True;
        };
        match self.known(*needle) {
            Some(Value::Search(search)) => self.search(Anchor::Anywhere, *text, &search, true),
            _ => Fact::True,
        }
    }

    /// A title stands on a line of its own, whatever its case and the marks around it: it is one sentence.
    fn headed(&mut self, subject: NodeId, title: NodeId) -> Fact {
        let Some(title) = self.known_text(title).filter(|_| self.is_subject(subject)) else {
            return Fact::True;
        };
        let mark = |c: char| python::is_space(c) || "#*_`:".contains(c);
        let title = title.trim_matches(mark);
        let single = !title.contains(['.', '!', '?', '。', '！', '？', '؟', '।']);
        let title = row([TITLE_MARKS, in_either_case(title), TITLE_MARKS]);
        // Behind what marks a heading, a quote or an item, or over a line that makes it a heading.
        let heading = row([around(r"[^\n]*"), title.clone()]);
        let mut facts = vec![Fact::text(line(heading.clone()))];
        let some = |list, texts| Fact::One(list, Box::new(Fact::text(texts)));
        facts.extend(self.lying(Layout::Lines).map(|list| some(self.named(list), heading)));
        // A title with a mark of an end inside may be several sentences.
        if single {
            facts.extend(self.lying(Layout::Sentences).map(|list| some(self.named(list), title)));
        }
        Fact::All(facts)
    }

    /// Whether an expression is a paragraph of the text.
    fn is_paragraph(&self, id: NodeId) -> bool {
        let paragraphs = |unit: &Unit| unit.facts().layout == Layout::Paragraphs;
        match self.evaluator.node(id) {
            Some(Node::Local(name)) => self.units.get(name).is_some_and(paragraphs),
            Some(Node::Call { function, arguments }) if function.facts().origin == Origin::Element => {
                let list = arguments.first().and_then(|&list| self.evaluator.node(list));
                matches!(list, Some(Node::Parts { unit, .. }) if paragraphs(unit))
            }
            _ => false,
        }
    }

    /// The list of all of a unit whose parts lie so, if the plan speaks of it.
    pub(super) fn lying(&self, layout: Layout) -> Option<NodeId> {
        let count = u32::try_from(self.depends.len()).ok()?;
        (0..count).find(|&id| {
            matches!(self.evaluator.node(id),
                Some(Node::Parts { unit, of }) if unit.facts().layout == layout && self.is_subject(*of))
        })
    }

    /// Which responses there are for which an expression's text is one of these; at least those.
    pub(super) fn preimage(&mut self, id: NodeId, texts: Texts) -> Option<Texts> {
        if self.is_subject(id) {
            return Some(texts);
        }
        match self.evaluator.node(id).cloned()? {
            // An element of a list of parts stands somewhere in the text, if its list does.
            Node::Local(name) => self.parts.get(&name).map(|place| match place {
                Place::Somewhere => somewhere(texts),
                Place::OnLines => some_line(texts),
                Place::FirstParagraph => first_paragraph(texts),
                Place::LastParagraph => last_paragraph(texts),
                Place::FirstLine => row([BLANKS, texts, around(r"(?:\s(?s:.*))?")]),
                Place::LastLine => row([around(r"(?:(?s:.*)\n)?"), BLANKS, texts, BLANKS]),
            }),
            Node::Call { function, arguments } => {
                let subject = *arguments.first()?;
                let second = arguments.get(1).copied();
                let optional = |text: String| around(format!("(?:{})?", regex_syntax::escape(&text)));
                let texts = match (function.facts().preimage, second) {
                    (Preimage::Trimmed { start, end }, None) => {
                        let before = start.then_some(BLANKS);
                        row(before.into_iter().chain([texts]).chain(end.then_some(BLANKS)))
                    }
                    (Preimage::Lowered, _) => lowered(texts),
                    (Preimage::Unprefixed, Some(prefix)) => row([optional(self.known_text(prefix)?), texts]),
                    (Preimage::Unsuffixed, Some(suffix)) => row([texts, optional(self.known_text(suffix)?)]),
                    (Preimage::Inside, _) => somewhere(texts),
                    (Preimage::Element, Some(position)) => return self.element(subject, position, texts),
                    _ => return None,
                };
                self.preimage(subject, texts)
            }
            _ => None,
        }
    }

    /// The same for an element of a list.
    fn element(&mut self, list: NodeId, position: NodeId, texts: Texts) -> Option<Texts> {
        let at = match self.known(position) {
            Some(Value::Int(n)) => n,
            _ => 0,
        };
        let (layout, of) = match self.evaluator.node(list).cloned()? {
            Node::Parts { unit, of } => (unit.facts().layout, of),
            Node::Call { function, arguments } if function.facts().origin == Origin::Stretches => {
                (Layout::Unknown, *arguments.first()?)
            }
            Node::Filter { list, .. } => return self.element(list, list, texts),
            _ => return None,
        };
        let texts = match (layout, at) {
            (Layout::Lines, 1) => row([BLANKS, texts, IN_LINE, around(r"(?:\n(?s:.*))?")]),
            (Layout::Lines, -1) => row([around(r"(?:(?s:.*)\n)?"), IN_LINE, texts, BLANKS]),
            (Layout::Tokens, 1) => row([BLANKS, texts, ANY]),
            (Layout::Tokens, -1) => row([ANY, texts, BLANKS]),
            // Before the first word there is no letter or digit; of the ASCII ones that is certain.
            (Layout::Words | Layout::Runs, 1) => {
                row([around("[^A-Za-z0-9]*"), texts, around("(?:[^A-Za-z0-9](?s:.*))?")])
            }
            (Layout::Words | Layout::Runs, -1) => {
                row([around("(?:(?s:.*)[^A-Za-z0-9])?"), texts, around("[^A-Za-z0-9]*")])
            }
            (Layout::Letters, 1) => row([around("[^A-Za-z]*"), texts, ANY]),
            (Layout::Letters, -1) => row([ANY, texts, around("[^A-Za-z]*")]),
            (Layout::Characters, 1) => row([texts, ANY]),
            (Layout::Characters, -1) => row([ANY, texts]),
            (Layout::Words, 2..=12) => nth_word(at, texts),
            (Layout::Lines, _) => some_line(texts),
            (Layout::Sentences, -1) if self.is_paragraph(of) => last_sentence_of_paragraph(texts),
            _ => somewhere(texts),
        };
        self.preimage(of, texts)
    }
}

/// The texts that are the same as another in small letters, at least those.
pub(super) fn in_either_case(text: &str) -> Texts {
    let lower = regex_syntax::escape(&text.to_lowercase());
    // No other letter has one of these in either case, but for `ſ`, which is small already.
    if lower.is_ascii() && !lower.contains('s') {
        matching(format!("(?i:{lower})"))
    } else {
        lowered(matching(lower))
    }
}

/// The texts whose lower case is one of these; at least those. One letter's lower case is two characters: `İ`.
fn lowered(texts: Texts) -> Texts {
    let either = texts.hir().map_or(ANY, |hir| matching(before_lowering(&hir).to_string()));
    let member = |texts| Membership { texts, negated: false };
    let dotted = somewhere(around("i\u{307}"));
    match Languages::default().meet(&[member(texts), member(dotted)]) {
        Meeting::Never => either,
        Meeting::Found | Meeting::Open => choice([either, somewhere(around("\u{130}"))]),
    }
}

/// A pattern of texts that match another when each letter is made small. An ASCII letter is the small one of itself, of
/// its capital, and `k` of the sign for kelvin too; what else has the same letter in another case is read as one.
fn before_lowering(hir: &Hir) -> Hir {
    let of_class = |class: &ClassUnicode| Hir::class(Class::Unicode(class.clone()));
    let folded = |mut class: ClassUnicode| {
        class.case_fold_simple();
        of_class(&class)
    };
    let one = |c: char| ClassUnicodeRange::new(c, c);
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).unwrap_or_default();
            let letter = |c: char| match c {
                'A'..='Z' => Hir::fail(),
                'k' => of_class(&ClassUnicode::new(['k', 'K', '\u{212a}'].map(one))),
                c if c.is_ascii() => of_class(&ClassUnicode::new([one(c), one(c.to_ascii_uppercase())])),
                c => folded(ClassUnicode::new([one(c)])),
            };
            Hir::concat(text.chars().map(letter).collect())
        }
        HirKind::Class(Class::Unicode(class)) => folded(class.clone()),
        HirKind::Repetition(repetition) => {
            let sub = Box::new(before_lowering(&repetition.sub));
            Hir::repetition(Repetition { sub, ..repetition.clone() })
        }
        HirKind::Capture(capture) => before_lowering(&capture.sub),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(before_lowering).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.iter().map(before_lowering).collect()),
        HirKind::Empty | HirKind::Class(Class::Bytes(_)) | HirKind::Look(_) => hir.clone(),
    }
}
