//! Word lists that ship with the program, each under a name with a version: a list never changes under its name.

use std::collections::HashSet;
use std::sync::LazyLock;

const VERBS: &str = include_str!("tables/verbs.en.txt");

/// The names that [`table`] knows, for messages; `LANG` stands for a language tag.
pub const NAMES: &str = "`stopwords.LANG@1` (such as `stopwords.en@1`) and `verbs.en@1`";

/// The words of a list; `None` if there is none of that name.
#[must_use]
pub fn table(name: &str) -> Option<Vec<&'static str>> {
    match name.strip_suffix("@1")?.split_once('.')? {
        ("stopwords", language) => Some(stop_words::lookup(language)?.to_vec()),
        ("verbs", "en") => Some(VERBS.split_whitespace().collect()),
        _ => None,
    }
}

static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| VERBS.split_whitespace().collect());

/// Whether a word is a form of a verb of `verbs.en@1`: the base, or with `s`, `ed` or `ing`, in either case.
#[must_use]
pub fn is_verb(word: &str) -> bool {
    let word = word.to_lowercase();
    let known = |base: &str| KNOWN.contains(base);
    if known(&word) {
        return true;
    }
    let inflected =
        [("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", ""), ("d", ""), ("ing", ""), ("ing", "e")];
    inflected.iter().any(|(ending, instead)| {
        let Some(stem) = word.strip_suffix(ending).filter(|stem| *ending != "d" || stem.len() > 2) else {
            return false;
        };
        known(&format!("{stem}{instead}"))
            || matches!(*ending, "ed" | "ing") && undoubled(stem).is_some_and(known)
    })
}

/// `planned`, `planning`: the stem without its doubled consonant.
fn undoubled(stem: &str) -> Option<&str> {
    let mut ends = stem.chars().rev();
    let (last, before) = (ends.next()?, ends.next()?);
    (last == before && last.is_ascii()).then(|| stem.get(..stem.len() - 1))?
}

#[cfg(test)]
mod tests {
    use super::{is_verb, table};

    #[test]
    fn forms_of_verbs() {
        for word in ["Write", "writes", "writing", "Tries", "planned", "running", "used", "wrote", "goes"] {
            assert!(is_verb(word), "{word}");
        }
        for word in ["Certainly", "the", "bed", "ring-like", "", "s"] {
            assert!(!is_verb(word), "{word}");
        }
    }

    #[test]
    fn lists_have_names_with_versions() {
        assert!(table("stopwords.en@1").is_some_and(|words| words.contains(&"the")));
        assert!(table("verbs.en@1").is_some_and(|words| words.contains(&"write")));
        assert!(table("stopwords.en").is_none() && table("stopwords.xx@1").is_none());
    }
}
