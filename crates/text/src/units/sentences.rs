//! Sentences of the prose: paragraphs, list items, headings and quotes are read one by one, so no sentence
//! runs from one into the next; code and tables have none. Inside, boundaries are Punkt's, and also follow
//! runs of `。`, `！`, `？`, `؟` and `।` with the quotes and brackets that close after them. The marker of an
//! item, heading or quote is not part of a sentence. A piece without a letter or digit is none.
//!
//! Punkt's model is English. So what it takes for two sentences is joined again behind abbreviations of German, French,
//! Spanish and Russian (`z. B.`, `т. е.`) and German ordinals (`am 3. Mai`); and `。」` ends none if Hiragana goes on.

use std::sync::LazyLock;

use regex::Regex;

use crate::lines::{Line, LineKind, lines};
use crate::python::{is_space, is_word};
use crate::{Part, punkt};
use super::record::*;
use crate::Unit;

#[expect(clippy::unwrap_used, reason = "the pattern is constant, and tests use it")]
static WIDE_END: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("[。！？؟।]+[”’\"'」』）】》〉)\\]]*").unwrap());

/// The sentences of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    let mut found = Vec::new();
    for block in blocks(&lines(text)) {
        for sentence in joined(block.of(text), punkt::sentences(block.of(text))) {
            split_wide(text, sentence.shift(block.start), &mut found);
        }
    }
    found
}

/// Abbreviations behind which a sentence goes on.
#[expect(clippy::unwrap_used, reason = "the pattern is constant, and tests use it")]
static ABBREVIATED: LazyLock<Regex> = LazyLock::new(|| {
    let german = r"z\. ?B|d\. ?h|u\. ?a|i\. ?d\. ?R|bzw|ca|evtl|ggf|inkl|vgl|Nr|Hr|Fr|Str|Mio|Mrd|Abs";
    let french = r"p\. ?ex|c\.-à-d|env|Mme|Mlle|MM|J\.-C";
    let spanish = r"p\. ?ej|Sra?|Srta|Dra|Uds?|núm|pág|EE\. ?UU";
    let russian = r"т\. ?[едкпн]|т\. ?к|и\. ?о|др|пр|ул|стр|им|руб|тыс|млн|млрд|напр|см";
    let ordinal = r"(?:[Aa]m|[Ii]m|[Dd]e[mnrs]|[Vv]om|[Zz]um|[Bb]is|[Ss]eit) \d{1,2}";
    Regex::new(&format!(r"(?:^|[\s(„«])(?:{german}|{french}|{spanish}|{russian}|{ordinal}|\p{{Cyrillic}})\.$")).unwrap()
});

/// The sentences, with those joined that an abbreviation parted.
fn joined(text: &str, sentences: Vec<Part>) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::with_capacity(sentences.len());
    for sentence in sentences {
        match out.last_mut() {
            Some(last) if goes_on(last.of(text), sentence.of(text)) => last.end = sentence.end,
            _ => out.push(sentence),
        }
    }
    out
}

/// Whether an abbreviation stands between the end of one piece and the beginning of the next; two letters with full stops
/// are one together.
fn goes_on(before: &str, after: &str) -> bool {
    #[expect(clippy::unwrap_used, reason = "the pattern is constant, and tests use it")]
    static INITIAL: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?:^|[\s(„«])\p{Ll}\.$").unwrap());
    let initial = |text: &str| {
        let mut chars = text.chars();
        chars.next().is_some_and(char::is_alphabetic) && chars.next() == Some('.')
    };
    let end = last_words(before);
    before.ends_with('.') && (ABBREVIATED.is_match(end) || initial(after) && INITIAL.is_match(end))
}

/// The end of a sentence, long enough for any abbreviation.
fn last_words(sentence: &str) -> &str {
    const LONGEST: usize = 16;
    let from = sentence.char_indices().rev().nth(LONGEST).map_or(0, |(at, _)| at);
    sentence.get(from..).unwrap_or_default()
}

/// What one sentence may not leave.
fn blocks(lines: &[Line]) -> Vec<Part> {
    let mut found: Vec<Part> = Vec::new();
    let mut above: Option<LineKind> = None;
    for line in lines {
        let goes_on = match line.kind {
            LineKind::Prose if line.in_item => above.is_some(),
            LineKind::Prose | LineKind::Quote => above == Some(line.kind),
            _ => false,
        };
        let spoken = matches!(
            line.kind,
            LineKind::Prose | LineKind::Quote | LineKind::Bullet | LineKind::Numbered | LineKind::Heading(_)
        );
        above = spoken.then_some(line.kind);
        match found.last_mut() {
            Some(block) if goes_on => block.end = line.content.end,
            _ if spoken => found.push(line.content),
            _ => {}
        }
    }
    found
}

fn split_wide(text: &str, sentence: Part, found: &mut Vec<Part>) {
    let body = sentence.of(text);
    let mut start = 0;
    if !body.is_ascii() {
        let quoted = |end: &regex::Match<'_>| {
            let closes = end.as_str().ends_with(['」', '』']);
            closes && body.get(end.end()..).is_some_and(|rest| rest.starts_with(|c| matches!(c, 'ぁ'..='ゖ')))
        };
        for end in WIDE_END.find_iter(body).filter(|end| !quoted(end)) {
            keep(text, Part::new(start, end.end()).shift(sentence.start), found);
            start = end.end();
        }
    }
    keep(text, Part::new(start, body.len()).shift(sentence.start), found);
}

/// Adds a piece, less the blanks and quote markers at its head.
fn keep(text: &str, piece: Part, found: &mut Vec<Part>) {
    let body = piece.of(text);
    let head = body.trim_start_matches(|c| is_space(c) || c == '>');
    let start = piece.start as usize + body.len() - head.len();
    let body = head.trim_end_matches(is_space);
    if body.chars().any(is_word) {
        found.push(Part::new(start, start + body.len()));
    }
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "sentence",
    plural: "sentences",
    definition: "A sentence inside a paragraph, list item, heading or quote, with at least one letter or digit.",
    count: None,
    rests_on: None,
    fills_text: false,
    facts: UnitFacts {
        layout: Layout::Sentences,
        ends: Ends::Inside,
        adds_up: AddsUp::InBlocks,
        in_lines: false,
        keeps_words: true,
        size: Size::Unknown,
        embedding: Embedding::Unknown,
        outer_blanks: OuterBlanks::Unseen,
        own_lines: 0,
        bounds: &[
            Bound { each: 1.0, with: &[], plus: 0.0, of: &[Unit::Word], because: "a sentence has a word" },
            Bound { each: 1.0, with: &[], plus: 0.0, of: &[Unit::PythonWord], because: "a sentence has a word" },
        ],
        comes_with: &[],
        needs: Needs::Somewhere(r"[\p{L}\p{N}\p{M}\p{Cn}_]"),
        suffices: Suffices::Nothing,
    },
    edits: UnitEdits {
        insert: Insert::Sentences,
        remove: Remove::Join { marks: true, close: false },
        masks: &[Mask::Header, Mask::Row, Mask::Code],
    },
};
