//! Tokens of NLTK's `word_tokenize`: marks stand alone, `don't` is `do` and `n't`.

use crate::{Part, treebank};

/// The Treebank tokens of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    treebank::tokens(text).into_iter().map(|token| token.part).collect()
}
