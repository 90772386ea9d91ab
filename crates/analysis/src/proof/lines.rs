//! What lines, paragraphs and sentences say of the text that they stand in: where each may begin and end.

use super::facts::{ANY, BLANKS, Fact};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind};

/// Blanks that end no line.
pub(super) const IN_LINE: &str = r"(?:[^\S\n]|[\x1c-\x1f])*";

/// Texts of which some line matches a pattern, blanks around it aside.
pub(super) fn some_line(source: &str) -> String {
    format!(r"(?:{ANY}\n)?{IN_LINE}(?:{source}){IN_LINE}(?:\n{ANY})?")
}

/// Texts whose lines all match a pattern, those aside that are blank.
fn every_line(line: &str) -> String {
    format!(r"(?:(?:{line}|{IN_LINE})\n)*(?:{line}|{IN_LINE})")
}

/// Texts whose lines match the patterns one after the other.
pub(super) fn lines_in_order(patterns: &[String]) -> Option<String> {
    let lines: Option<Vec<String>> = patterns.iter().map(|p| one_line(p)).collect();
    let gap = format!(r"\n(?:{IN_LINE}\n)*");
    Some(format!(r"(?:{IN_LINE}\n)*(?:{})(?:\n{IN_LINE})*", lines?.join(&gap)))
}

/// What holds of a text if all its lines match what a fact about each says.
pub(super) fn on_every_line(fact: &Fact) -> Vec<Fact> {
    match fact {
        Fact::All(facts) => facts.iter().flat_map(on_every_line).collect(),
        Fact::Text(pattern) if !pattern.negated => {
            one_line(&pattern.source).map(|line| Fact::text(every_line(&line))).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// The texts of a pattern that are one line; the carriage return before a line's end is not part of it.
fn one_line(source: &str) -> Option<String> {
    let hir = ParserBuilder::new().multi_line(true).build().parse(source).ok()?;
    Some(format!(r"(?:{})\r?", without_breaks(&hir)))
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

/// A first line that may be something else than prose: it begins with no letter, or has a bar as a table's header has.
const NO_PROSE_FIRST: &str = r"[^A-Za-z\s\x1c-\x1f](?s:.*)|[^\n|]*\|(?s:.*)";

/// Texts whose first paragraph, if each matches a pattern, does.
pub(super) fn first_paragraph(source: &str) -> String {
    format!(r"{BLANKS}(?:{NO_PROSE_FIRST}|(?:{source})(?:\s{ANY})?)")
}

/// Texts whose first sentence, if each matches a pattern, does. Before it stands no letter on its line.
pub(super) fn first_sentence(source: &str) -> [String; 2] {
    [
        format!(r"{BLANKS}(?:{NO_PROSE_FIRST}|(?:{source}){ANY})"),
        format!(r"(?:{ANY}\n)?[^A-Za-z\n]*(?:{source}){ANY}"),
    ]
}

/// Texts whose last paragraph, if each matches a pattern, does. A line at the end that begins with a letter is prose,
/// unless a bar or a fence makes it something else.
pub(super) fn last_paragraph(source: &str) -> String {
    let other = r"(?:(?s:.*)\n)?[^A-Za-z\n][^\n]*|(?s:.*)\|[^\n]*|(?s:.*)(?:```|~~~)(?s:.*)";
    format!(r"(?:(?:{other})|(?:{ANY}\n)?{IN_LINE}(?:{source})){BLANKS}")
}

/// Paragraphs whose last sentence matches a pattern, or that end with the end of one that does. After a letter and one
/// mark of an end nothing follows the sentence.
pub(super) fn last_sentence_of_paragraph(source: &str) -> String {
    let other = r"(?s:.*)[^A-Za-z.!?\s\x1c-\x1f]|(?:(?s:.*)[^A-Za-z])?[.!?]";
    format!(r"(?:{other}|{ANY}(?:{source})){BLANKS}")
}

/// A paragraph that begins with a letter begins with a sentence: which paragraphs begin with one that matches.
pub(super) fn sentence_at_start(source: &str) -> String {
    format!(r"[^A-Za-z]{ANY}|(?:{source}){ANY}")
}

/// Texts whose word at a place matches a pattern, as far as can be told: where letters, blanks and marks stand alone
/// each run of letters is a word. What stands before the word may be something else.
pub(super) fn nth_word(at: i64, source: &str) -> String {
    let (plain, gap) = (r"[A-Za-z]", r"[\s\x1c-\x1f.,;:!?]");
    let other = r"[^A-Za-z\s\x1c-\x1f.,;:!?]";
    let (before, fewer) = (at - 1, at - 2);
    format!(
        "{gap}*(?:(?:{plain}+{gap}+){{{before}}}(?:(?:{source})(?:[^A-Za-z0-9]{ANY})?|{other}{ANY})\
         |(?:{plain}+{gap}+){{0,{fewer}}}{plain}*{other}{ANY})"
    )
}
