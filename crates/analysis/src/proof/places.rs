//! Where the text of an expression stands in the response, and which responses give it a text of some form.

use super::facts::{ANY, BLANKS, Fact, Place, Reader};
use super::languages::{Languages, Meeting};
use super::lines::{
    IN_LINE, first_paragraph, last_paragraph, last_sentence_of_paragraph, nth_word, some_line,
};
use super::measure::Measure;
use super::regular::Pattern;
use crate::program::{Function as F, Node, NodeId};
use crate::text::{Unit, python};
use crate::verify::Value;
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Repetition};

/// What may stand around the title of a section.
pub(super) const TITLE_MARKS: &str = r"(?:[^\S\n]|[\x1c-\x1f#*_`:])*";

impl Reader<'_, '_, '_> {
    pub(super) fn list_of_response(&mut self, list: NodeId) -> bool {
        match self.evaluator.node(list).cloned() {
            Some(Node::Parts { of, .. }) => self.part_of_response(of),
            Some(Node::Filter { list, .. }) => self.list_of_response(list),
            Some(Node::Call { function, arguments }) => match (function, arguments.first()) {
                (F::Matches | F::Split, Some(&text)) => self.part_of_response(text),
                (F::Pairs | F::Odd | F::Even | F::Reversed | F::WithoutBlankEnds, Some(&list)) => {
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
            Some(Node::Call { function, arguments }) => match (function, arguments.first()) {
                (F::At, Some(&list)) => self.list_of_response(list),
                (
                    F::Trim | F::TrimStart | F::TrimEnd | F::WithoutPrefix | F::WithoutSuffix | F::Section,
                    Some(&text),
                ) => self.part_of_response(text),
                _ => false,
            },
            _ => false,
        }
    }

    /// A part that a claim speaks of must be there.
    pub(super) fn present(&mut self, part: NodeId) -> Fact {
        match self.evaluator.node(part).cloned() {
            Some(Node::Call { function: F::At, arguments }) => {
                let [list, position] = arguments.as_slice() else { return Fact::True };
                let Some(Value::Int(at)) = self.known(*position) else { return Fact::True };
                let least = f64::from(u32::try_from(at.unsigned_abs()).unwrap_or(u32::MAX));
                self.at_least(*list, least)
            }
            // Behind or before what does not occur there is nothing.
            Some(Node::Call { function: F::After | F::Before, arguments }) => {
                let [text, needle] = arguments.as_slice() else { return Fact::True };
                let Some(Value::Search(search)) = self.known(*needle) else { return Fact::True };
                self.search(F::Contains, *text, &search, true)
            }
            Some(Node::Call { function: F::Section, arguments }) => {
                let some = Fact::count(Measure::Unit(Unit::Heading), 1.0, f64::INFINITY);
                let [subject, title] = arguments.as_slice() else { return some };
                let Some(title) = self.known_text(*title).filter(|_| self.is_subject(*subject)) else {
                    return some;
                };
                // The heading's own line, whatever its case and the marks around it: it is one sentence.
                let mark = |c: char| python::is_space(c) || "#*_`:".contains(c);
                let title = title.trim_matches(mark);
                let single = !title.contains(['.', '!', '?', '。', '！', '？', '؟', '।']);
                let title = in_either_case(title);
                let marks = TITLE_MARKS;
                let line = format!(r"[^\S\n]*#{{1,6}}{marks}(?:{title}){marks}");
                let mut facts = vec![some, Fact::text(format!(r"(?:{ANY}\n)?{line}(?:\n{ANY})?"))];
                facts.extend(
                    self.units(Unit::Line)
                        .map(|list| Fact::One(self.named(list), Box::new(Fact::text(line)))),
                );
                // A title with a mark of an end inside may be several.
                if single {
                    let sentence = format!("{marks}(?:{title}){marks}");
                    facts.extend(
                        self.units(Unit::Sentence)
                            .map(|list| Fact::One(self.named(list), Box::new(Fact::text(sentence)))),
                    );
                }
                Fact::All(facts)
            }
            _ => Fact::True,
        }
    }

    /// Whether an expression is a paragraph of the text.
    fn is_paragraph(&self, id: NodeId) -> bool {
        let of_paragraphs =
            |list| matches!(self.evaluator.node(list), Some(Node::Parts { unit: Unit::Paragraph, .. }));
        match self.evaluator.node(id) {
            Some(Node::Local(name)) => self.units.get(name) == Some(&Unit::Paragraph),
            Some(Node::Call { function: F::At, arguments }) => {
                arguments.first().is_some_and(|&list| of_paragraphs(list))
            }
            _ => false,
        }
    }

    /// The list of all of a unit, if the plan speaks of it.
    pub(super) fn units(&self, unit: Unit) -> Option<NodeId> {
        let count = u32::try_from(self.depends.len()).ok()?;
        (0..count).find(|&id| {
            matches!(self.evaluator.node(id), Some(Node::Parts { unit: u, of }) if *u == unit && self.is_subject(*of))
        })
    }

    /// Which responses there are for which an expression's text matches a pattern; at least those.
    pub(super) fn preimage(&mut self, id: NodeId, source: String) -> Option<String> {
        let inside = |source: &str| format!("{ANY}(?:{source}){ANY}");
        if self.is_subject(id) {
            return Some(source);
        }
        match self.evaluator.node(id).cloned()? {
            // An element of a list of parts stands somewhere in the text, if its list does.
            Node::Local(name) => self.parts.get(&name).map(|place| match place {
                Place::Somewhere => inside(&source),
                Place::OnLines => some_line(&source),
                Place::FirstParagraph => first_paragraph(&source),
                Place::LastParagraph => last_paragraph(&source),
                Place::FirstLine => format!("{BLANKS}(?:{source})(?:\\s{ANY})?"),
                Place::LastLine => format!("(?:{ANY}\\n)?{BLANKS}(?:{source}){BLANKS}"),
            }),
            Node::Call { function, arguments } => {
                let subject = *arguments.first()?;
                let second = arguments.get(1).copied();
                let text = second.and_then(|id| self.known_text(id)).map(|t| regex_syntax::escape(&t));
                let source = match (function, second) {
                    (F::Trim, None) => format!("{BLANKS}(?:{source}){BLANKS}"),
                    (F::TrimStart, None) => format!("{BLANKS}(?:{source})"),
                    (F::TrimEnd, None) => format!("(?:{source}){BLANKS}"),
                    (F::Lower, _) => lowered(&source),
                    (F::WithoutPrefix, _) => format!("(?:{})?(?:{source})", text?),
                    (F::WithoutSuffix, _) => format!("(?:{source})(?:{})?", text?),
                    (F::Section, _) | (F::Before, _) | (F::After, _) => inside(&source),
                    (F::At, Some(position)) => return self.element(subject, position, source),
                    _ => return None,
                };
                self.preimage(subject, source)
            }
            _ => None,
        }
    }

    /// The same for an element of a list.
    pub(super) fn element(&mut self, list: NodeId, position: NodeId, source: String) -> Option<String> {
        let at = match self.known(position) {
            Some(Value::Int(n)) => n,
            _ => 0,
        };
        let (unit, of) = match self.evaluator.node(list).cloned()? {
            Node::Parts { unit, of } => (Some(unit), of),
            Node::Call { function: F::Matches | F::Split, arguments } => (None, *arguments.first()?),
            Node::Filter { list, .. } => return self.element(list, list, source),
            _ => return None,
        };
        let source = match (unit, at) {
            (Some(Unit::Line), 1) => format!("{BLANKS}(?:{source}){IN_LINE}(?:\\n{ANY})?"),
            (Some(Unit::Line), -1) => format!("(?:{ANY}\\n)?{IN_LINE}(?:{source}){BLANKS}"),
            (Some(Unit::Token), 1) => format!("{BLANKS}(?:{source}){ANY}"),
            (Some(Unit::Token), -1) => format!("{ANY}(?:{source}){BLANKS}"),
            // Before the first word there is no letter or digit; of the ASCII ones that is certain.
            (Some(Unit::Word | Unit::PythonWord), 1) => {
                format!("[^A-Za-z0-9]*(?:{source})(?:[^A-Za-z0-9]{ANY})?")
            }
            (Some(Unit::Word | Unit::PythonWord), -1) => {
                format!("(?:{ANY}[^A-Za-z0-9])?(?:{source})[^A-Za-z0-9]*")
            }
            (Some(Unit::Letter), 1) => format!("[^A-Za-z]*(?:{source}){ANY}"),
            (Some(Unit::Letter), -1) => format!("{ANY}(?:{source})[^A-Za-z]*"),
            (Some(Unit::Character), 1) => format!("(?:{source}){ANY}"),
            (Some(Unit::Character), -1) => format!("{ANY}(?:{source})"),
            (Some(Unit::Word), 2..=12) => nth_word(at, &source),
            (Some(Unit::Line | Unit::Paragraph), _) => some_line(&source),
            (Some(Unit::Sentence), -1) if self.is_paragraph(of) => last_sentence_of_paragraph(&source),
            _ => format!("{ANY}(?:{source}){ANY}"),
        };
        self.preimage(of, source)
    }
}

/// The texts that are the same as another in small letters, at least those.
pub(super) fn in_either_case(text: &str) -> String {
    let lower = regex_syntax::escape(&text.to_lowercase());
    // No other letter has one of these in either case, but for `ſ`, which is small already.
    if lower.is_ascii() && !lower.contains('s') {
        format!("(?i:{lower})")
    } else {
        format!("(?:{})", lowered(&lower))
    }
}

/// The texts whose lower case matches a pattern; at least those. One letter's lower case is two characters: `İ`.
fn lowered(source: &str) -> String {
    let dotted = Pattern { source: format!("{ANY}i\u{307}{ANY}"), negated: false };
    let itself = Pattern { source: source.to_owned(), negated: false };
    let parsed = ParserBuilder::new().multi_line(true).build().parse(source);
    let either = parsed.map_or_else(|_| ANY.to_owned(), |hir| before_lowering(&hir).to_string());
    match Languages::default().meet(&[itself, dotted]) {
        Meeting::Never => either,
        Meeting::Found | Meeting::Open => format!("(?:{either})|{ANY}\u{130}{ANY}"),
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
