//! Sets of texts, as regular languages: trees whose leaves are regular expressions.
//!
//! Trees, not one expression: what is asked of a text is put together from what a claim asks for and from where that
//! stands, and reasons show the first only.

use crate::text::units::Form;
use regex_syntax::ParserBuilder;
use regex_syntax::hir::Hir;
use std::rc::Rc;

/// A regular language.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Texts {
    /// Every text.
    Any,
    /// What an expression matches from beginning to end: something that is asked for.
    Match(Rc<str>),
    /// The same of what stands around that.
    Around(Rc<str>),
    /// A form that reasons show by its name.
    Form(Form),
    /// One behind the other.
    Row(Rc<[Texts]>),
    /// One of several.
    Choice(Rc<[Texts]>),
    /// Any number of times.
    Repeated(Rc<Texts>),
    /// Texts with such lines, in this order.
    Lines(Rc<[Texts]>),
}

/// Blanks, Python's and everyone else's.
pub(super) const BLANKS: Texts = Texts::Form(Form { pattern: r"[\s\x1c-\x1f]*", shown: "" });

/// Blanks that end no line.
pub(super) const IN_LINE: Texts = Texts::Form(Form { pattern: r"(?:[^\S\n]|[\x1c-\x1f])*", shown: "" });

/// Texts with a match of an expression somewhere.
pub(super) const ANY: Texts = Texts::Any;

/// The expression of [`Texts::Any`].
const EVERYTHING: &str = "(?s:.*)";

/// What an expression matches, as something that is asked for.
pub(super) fn matching(expression: impl Into<Rc<str>>) -> Texts {
    Texts::Match(expression.into())
}

/// What an expression matches, as what stands around something.
pub(super) fn around(expression: impl Into<Rc<str>>) -> Texts {
    Texts::Around(expression.into())
}

/// Texts one behind the other.
pub(super) fn row(parts: impl IntoIterator<Item = Texts>) -> Texts {
    let mut out: Vec<Texts> = Vec::new();
    for part in parts {
        match part {
            Texts::Row(inner) => inner.iter().for_each(|part| push(&mut out, part.clone())),
            other => push(&mut out, other),
        }
    }
    match out.as_slice() {
        [only] => only.clone(),
        _ => Texts::Row(out.into()),
    }
}

/// Behind anything, anything more is no more.
fn push(row: &mut Vec<Texts>, part: Texts) {
    if part != ANY || row.last() != Some(&ANY) {
        row.push(part);
    }
}

/// Texts of one of several kinds.
pub(super) fn choice(options: impl IntoIterator<Item = Texts>) -> Texts {
    let options: Vec<Texts> = options.into_iter().collect();
    match options.as_slice() {
        [only] => only.clone(),
        _ => Texts::Choice(options.into()),
    }
}

/// Texts with one of these somewhere.
pub(super) fn somewhere(inner: Texts) -> Texts {
    row([ANY, inner, ANY])
}

/// Texts that begin with one of these.
pub(super) fn starting(inner: Texts) -> Texts {
    row([inner, ANY])
}

/// Texts of which some line is one of these.
pub(super) fn line(inner: Texts) -> Texts {
    Texts::Lines(Rc::from([inner]))
}

/// Texts with so many such lines.
pub(super) fn lines(inner: &Texts, count: usize) -> Texts {
    Texts::Lines(vec![inner.clone(); count].into())
}

/// A literal text.
pub(super) fn literal(text: &str) -> Texts {
    matching(regex_syntax::escape(text))
}

/// An expression as a tree, in the dialect of all that is read here.
pub(super) fn parsed(expression: &str) -> Option<Hir> {
    ParserBuilder::new().multi_line(true).build().parse(expression).ok()
}

impl Texts {
    /// The language as one tree of `regex_syntax`; none if an expression is none.
    pub(super) fn hir(&self) -> Option<Hir> {
        let all = |parts: &[Texts]| parts.iter().map(Texts::hir).collect::<Option<Vec<Hir>>>();
        Some(match self {
            Texts::Any => parsed(EVERYTHING)?,
            Texts::Match(expression) | Texts::Around(expression) => parsed(expression)?,
            Texts::Form(form) => parsed(form.pattern)?,
            Texts::Row(parts) => Hir::concat(all(parts)?),
            Texts::Choice(parts) => Hir::alternation(all(parts)?),
            Texts::Repeated(inner) => Hir::repetition(regex_syntax::hir::Repetition {
                min: 0,
                max: None,
                greedy: true,
                sub: Box::new(inner.hir()?),
            }),
            Texts::Lines(lines) => {
                let mut parts = vec![parsed(r"(?:(?s:.*)\n)?")?];
                for (index, line) in lines.iter().enumerate() {
                    if index > 0 {
                        parts.push(parsed(r"\n(?:(?s:.*)\n)?")?);
                    }
                    parts.push(line.hir()?);
                }
                parts.push(parsed(r"(?:\n(?s:.*))?")?);
                Hir::concat(parts)
            }
        })
    }

    /// Whether anything may stand before what is asked for, and behind it.
    pub(super) fn open_ends(&self) -> (bool, bool) {
        match self {
            Texts::Any => (true, true),
            Texts::Row(parts) => (parts.first() == Some(&ANY), parts.last() == Some(&ANY)),
            _ => (false, false),
        }
    }

    /// What is asked for, as a reader would write it: without what stands for anything at its ends, and without blanks.
    pub(super) fn shown(&self) -> String {
        match self {
            Texts::Row(parts) => {
                let hidden = |part: &Texts| matches!(part, Texts::Form(form) if form.shown.is_empty());
                let parts: Vec<&Texts> = parts.iter().filter(|part| !hidden(part)).collect();
                let mut parts: &[&Texts] = &parts;
                while let [Texts::Any, rest @ ..] | [rest @ .., Texts::Any] = parts {
                    parts = rest;
                }
                match parts {
                    [only] => only.shown(),
                    several => several.iter().map(|part| part.inside(Print::Shown)).collect(),
                }
            }
            Texts::Lines(lines) if lines.len() == 1 => lines.iter().map(Texts::shown).collect(),
            other => other.printed(Print::Shown),
        }
    }

    /// One expression for it.
    pub(super) fn expression(&self) -> String {
        self.printed(Print::Whole)
    }

    fn printed(&self, how: Print) -> String {
        match (self, how) {
            (Texts::Any, _) => EVERYTHING.to_owned(),
            (Texts::Match(expression) | Texts::Around(expression), _) => expression.to_string(),
            (Texts::Form(form), Print::Whole) => form.pattern.to_owned(),
            (Texts::Form(form), Print::Shown) => form.shown.to_owned(),
            (Texts::Row(parts), _) => parts.iter().map(|part| part.inside(how)).collect(),
            (Texts::Choice(parts), _) => {
                parts.iter().map(|part| part.printed(how)).collect::<Vec<_>>().join("|")
            }
            (Texts::Repeated(inner), _) => format!("(?:{})*", inner.printed(how)),
            (Texts::Lines(lines), _) => {
                let lines: Vec<String> =
                    lines.iter().map(|line| format!("(?:{})", line.printed(how))).collect();
                let rows = lines.join(&format!(r"\n(?:{EVERYTHING}\n)?"));
                match how {
                    Print::Whole => format!(r"(?:{EVERYTHING}\n)?{rows}(?:\n{EVERYTHING})?"),
                    Print::Shown => rows,
                }
            }
        }
    }

    /// As part of a row.
    fn inside(&self, how: Print) -> String {
        match self {
            Texts::Match(_) | Texts::Choice(_) | Texts::Lines(_) => format!("(?:{})", self.printed(how)),
            other => other.printed(how),
        }
    }
}

/// How a language is printed.
#[derive(Clone, Copy)]
enum Print {
    /// As one expression.
    Whole,
    /// With forms by their names.
    Shown,
}

#[cfg(test)]
mod tests {
    use super::{ANY, BLANKS, Texts, around, choice, line, lines, matching, row, somewhere};

    fn holds(texts: &Texts, text: &str) -> bool {
        let hir = texts.hir().unwrap();
        regex::Regex::new(&format!(r"\A(?:{hir})\z")).unwrap().is_match(text)
    }

    #[test]
    fn trees_are_the_languages_that_they_say() {
        let cat = || matching("cat|dog");
        for (texts, yes, no) in [
            (somewhere(cat()), "a\ncat b", "c at"),
            (row([cat(), ANY]), "dogs", "a dog"),
            (line(cat()), "a\ncat\nb", "a\ncats\nb"),
            (lines(&cat(), 2), "a\ncat\n\ndog", "cat"),
            (choice([cat(), matching("x")]), "x", "catx"),
            (row([BLANKS, cat(), around("!?")]), " cat!", "cat?"),
            (Texts::Repeated(std::rc::Rc::new(cat())), "catdog", "cat dog"),
        ] {
            assert!(holds(&texts, yes) && !holds(&texts, no), "{texts:?}");
        }
    }

    #[test]
    fn reasons_show_what_is_asked_for() {
        assert_eq!(somewhere(matching("cat|dog")).shown(), "cat|dog");
        assert_eq!(row([BLANKS, matching("a"), around(r"(?:\s.*)?")]).shown(), r"(?:a)(?:\s.*)?");
        assert_eq!(row([matching("a"), ANY, matching("b")]).shown(), "(?:a)(?s:.*)(?:b)");
    }
}
