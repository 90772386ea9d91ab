//! Sentences of NLTK's English Punkt model, whatever the text's language or markup: a list without full stops
//! is one sentence.

use crate::{Part, punkt};

/// The Punkt sentences of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    punkt::sentences(text)
}
