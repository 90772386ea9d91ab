//! What lines, paragraphs and sentences say of the text that they stand in: where each may begin and end.

use super::super::facts::Fact;
use super::super::texts::{ANY, BLANKS, IN_LINE, Texts, around, choice, line, matching, row, starting};
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind};
use std::rc::Rc;

/// Texts of which some line is one of these, blanks around it aside.
pub(in super::super) fn some_line(of: Texts) -> Texts {
    line(row([IN_LINE, of, IN_LINE]))
}

/// Texts whose lines are all one of these, those aside that are blank.
fn every_line(line: Texts) -> Texts {
    let line = choice([line, IN_LINE]);
    row([Texts::Repeated(Rc::new(row([line.clone(), around(r"\n")]))), line])
}

/// Texts whose lines are these, one after the other.
pub(in super::super) fn lines_in_order(lines: &[Texts]) -> Option<Texts> {
    let blank = || Texts::Repeated(Rc::new(row([IN_LINE, around(r"\n")])));
    let mut parts = vec![blank()];
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            parts.extend([around(r"\n"), blank()]);
        }
        parts.push(one_line(line)?);
    }
    parts.push(Texts::Repeated(Rc::new(row([around(r"\n"), IN_LINE]))));
    Some(row(parts))
}

/// What holds of a text if of all its lines a fact does.
pub(in super::super) fn on_every_line(fact: &Fact) -> Vec<Fact> {
    match fact {
        Fact::All(facts) => facts.iter().flat_map(on_every_line).collect(),
        Fact::Text(text) if !text.negated => {
            one_line(&text.texts).map(|line| Fact::text(every_line(line))).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Those texts that are one line; the carriage return before a line's end is not part of it.
fn one_line(of: &Texts) -> Option<Texts> {
    let line = without_breaks(&of.hir()?);
    Some(row([matching(line.to_string()), around(r"\r?")]))
}

fn without_breaks(hir: &Hir) -> Hir {
    match hir.kind() {
        HirKind::Literal(literal) if literal.0.contains(&b'\n') => Hir::fail(),
        HirKind::Class(Class::Unicode(class)) => {
            let mut class = class.clone();
            class.difference(&ClassUnicode::new([ClassUnicodeRange::new('\n', '\n')]));
            Hir::class(Class::Unicode(class))
        }
        HirKind::Repetition(repetition) => {
            let sub = Box::new(without_breaks(&repetition.sub));
            Hir::repetition(regex_syntax::hir::Repetition { sub, ..repetition.clone() })
        }
        HirKind::Capture(capture) => without_breaks(&capture.sub),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(without_breaks).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.iter().map(without_breaks).collect()),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => hir.clone(),
    }
}

/// A first line that may be something else than prose: it begins with no letter, has a bar as a table's header has, or may be a
/// heading over a line of dashes.
const NO_PROSE_FIRST: &str = r"[^A-Za-z\s\x1c-\x1f](?s:.*)|[^\n|]*\|(?s:.*)|(?s:.*)\n[[^\S\n]\x1c-\x1f]*(?:=+|-+)[[^\S\n]\x1c-\x1f]*(?:\n(?s:.*))?";

/// Texts whose first line may be indented as code is.
const INDENTED_FIRST: &str = r"[\s\x1c-\x1f]*(?:[[^\S\n]\x1c-\x1f]{4}|\t)(?s:.*)";

/// Texts whose first paragraph is one of these, if all are.
pub(in super::super) fn first_paragraph(of: Texts) -> Texts {
    let first = row([of, around(r"(?:\s(?s:.*))?")]);
    choice([around(INDENTED_FIRST), row([BLANKS, choice([around(NO_PROSE_FIRST), first])])])
}

/// Texts whose first sentence is one of these, if all are. Before it stands no letter on its line.
pub(in super::super) fn first_sentence(of: &Texts) -> [Texts; 2] {
    [
        choice([
            around(INDENTED_FIRST),
            row([BLANKS, choice([around(NO_PROSE_FIRST), starting(of.clone())])]),
        ]),
        row([around(r"(?:(?s:.*)\n)?[^A-Za-z\n]*"), of.clone(), ANY]),
    ]
}

/// Texts whose last paragraph is one of these, if all are. A line at the end that begins with a letter is prose, unless a
/// bar or a fence makes it something else.
pub(in super::super) fn last_paragraph(of: Texts) -> Texts {
    let other = r"(?:(?:(?s:.*)\n)?[^A-Za-z\n][^\n]*|(?s:.*)\|[^\n]*|(?s:.*)(?:```|~~~)(?s:.*))";
    // In a quote, its first line has a mark before it.
    row([choice([around(other), row([ANY, of])]), BLANKS])
}

/// Paragraphs whose last sentence is one of these, or that end with the end of one. After a letter and one mark of an end
/// nothing follows the sentence.
pub(in super::super) fn last_sentence_of_paragraph(of: Texts) -> Texts {
    let other = r"(?s:.*)[^A-Za-z.!?\s\x1c-\x1f]|(?:(?s:.*)[^A-Za-z])?[.!?]";
    row([choice([around(other), row([ANY, of])]), BLANKS])
}

/// A paragraph that begins with a letter begins with a sentence: paragraphs that begin with one of these.
pub(in super::super) fn sentence_at_start(of: Texts) -> Texts {
    choice([row([around("[^A-Za-z]"), ANY]), row([of, ANY])])
}

/// Texts whose word at a place is one of these, as far as can be told: where letters, blanks and marks stand alone each run
/// of letters is a word. What stands before the word may be something else.
pub(in super::super) fn nth_word(at: i64, of: Texts) -> Texts {
    let (plain, gap) = (r"[A-Za-z]", r"[\s\x1c-\x1f.,;:!?]");
    let other = r"[^A-Za-z\s\x1c-\x1f.,;:!?](?s:.*)";
    let (before, fewer) = (at - 1, at - 2);
    let word = row([of, around("(?:[^A-Za-z0-9](?s:.*))?")]);
    row([
        around(format!("{gap}*")),
        choice([
            row([around(format!("(?:{plain}+{gap}+){{{before}}}")), choice([word, around(other)])]),
            around(format!("(?:{plain}+{gap}+){{0,{fewer}}}{plain}*{other}")),
        ]),
    ])
}
