//! Words and marks as NLTK 3.9.1's `word_tokenize` gives them: Punkt sentences, then the Treebank rules.
//!
//! NLTK rewrites the text, setting blanks around marks, in a fixed order of steps. Here each step notes the
//! gaps it opens instead, so every token keeps its place in the text. The steps only look at the gaps of
//! earlier ones, as in NLTK; their order matters.

use super::Part;
use super::punkt;
use super::python::is_space;

mod contractions;
mod rules;

use rules::Chunk;

/// What a token stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The text itself.
    Plain,
    /// An opening quote, which NLTK writes as two backticks.
    OpenQuote,
    /// A closing `"`, which NLTK writes as two apostrophes.
    CloseQuote,
}

/// A word or mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// Its place in the text.
    pub part: Part,
    /// What it stands for.
    pub kind: Kind,
}

impl Token {
    /// The token as NLTK writes it.
    #[must_use]
    pub fn text<'t>(&self, source: &'t str) -> &'t str {
        match self.kind {
            Kind::Plain => self.part.of(source),
            Kind::OpenQuote => "``",
            Kind::CloseQuote => "''",
        }
    }
}

/// The tokens of `text`.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::with_capacity(text.len() / 4);
    let mut gaps = Vec::new();
    for sentence in punkt::sentences(text) {
        sentence_tokens(sentence.of(text), sentence.start, &mut gaps, &mut found);
    }
    found
}

/// Appends the tokens of one sentence, which begins at `offset`.
fn sentence_tokens(sentence: &str, offset: u32, gaps: &mut Vec<u8>, found: &mut Vec<Token>) {
    let full_stop = rules::full_stop(sentence);
    let bytes = sentence.as_bytes();
    let mut at = 0;
    while let Some(rest) = sentence.get(at..).filter(|r| !r.is_empty()) {
        let (len, plain) = chunk_len(rest);
        if len == 0 {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        }
        let end = at + len;
        let text = rest.get(..len).unwrap_or_default();
        if plain && !contractions::possible(text) {
            let part = Part::new(at, end).shift(offset);
            found.push(Token { part, kind: Kind::Plain });
        } else {
            let chunk = Chunk {
                text,
                first: at == 0,
                after_blank: at > 0 && bytes.get(at - 1) == Some(&b' '),
                last: end == bytes.len(),
                before_blank: bytes.get(end) == Some(&b' '),
                full_stop: full_stop.and_then(|dot| dot.checked_sub(at)),
                has_full_stop: full_stop.is_some(),
            };
            rules::split(&chunk, gaps, |part, kind| {
                let place = Part::new(at, at).start.saturating_add(offset);
                found.push(Token { part: part.shift(place), kind });
            });
        }
        at = end;
    }
}

/// Length of the stretch up to the next blank, and whether it has ASCII letters and digits only.
fn chunk_len(text: &str) -> (usize, bool) {
    let plain = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let rest = text.get(plain..).unwrap_or_default();
    match rest.chars().next() {
        None => (plain, true),
        Some(c) if is_space(c) => (plain, true),
        Some(_) => (plain + rest.find(is_space).unwrap_or(rest.len()), false),
    }
}

#[cfg(test)]
mod tests;
