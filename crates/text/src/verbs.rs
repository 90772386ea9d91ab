//! English verbs: which words are forms of one, and how far a word is anything else.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

const FIRST: &str = include_str!("tables/verbs.en.1.txt");
const SECOND: &str = include_str!("tables/verbs.en.2.txt");
const FORMS: &str = include_str!("tables/verb_forms.en.txt");

/// How far the base form of a verb is a noun or an adjective as well.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Grade {
    /// Hardly ever.
    Verb,
    /// At times.
    Either,
    /// More often than not.
    Noun,
}

/// A list of verbs, under the name of the word list that it rests on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verbs {
    /// `verbs.en@1`, some thousand verbs, as the verdicts of IFBench's `words:start_verb` were recorded with.
    First,
    /// `verbs.en@2`, some five thousand, with irregular forms.
    Second,
}

/// The words of a list of lines `class word …`, with their classes; `#` begins a comment.
fn classed(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(' '))
        .flat_map(|(class, words)| words.split(' ').map(move |w| (class, w)))
}

static OF_FIRST: LazyLock<HashSet<&str>> = LazyLock::new(|| FIRST.split_whitespace().collect());

static GRADES: LazyLock<HashMap<&str, Grade>> = LazyLock::new(|| {
    let grade = |class| match class {
        "verb" => Grade::Verb,
        "either" => Grade::Either,
        _ => Grade::Noun,
    };
    classed(SECOND).map(|(class, word)| (word, grade(class))).collect()
});

static IRREGULAR: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| classed(FORMS).map(|(class, word)| (word, class)).collect());

impl Verbs {
    /// The list of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "verbs.en@1" => Some(Self::First),
            "verbs.en@2" => Some(Self::Second),
            _ => None,
        }
    }

    /// Its words in alphabetical order. Those of the first are some irregular forms, too.
    #[must_use]
    pub fn words(self) -> Vec<&'static str> {
        let mut words: Vec<&str> = match self {
            Self::First => return FIRST.split_whitespace().collect(),
            Self::Second => classed(SECOND).map(|(_, word)| word).collect(),
        };
        words.sort_unstable();
        words
    }

    fn has(self, word: &str) -> bool {
        match self {
            Self::First => OF_FIRST.contains(word),
            Self::Second => GRADES.contains_key(word) || IRREGULAR.contains_key(word),
        }
    }

    /// Whether a word is a form of one of its verbs, in either case: the base, with `s`, `ed` or `ing`, or one that it has.
    #[must_use]
    pub fn have_form(self, word: &str) -> bool {
        let word = word.to_lowercase();
        self.has(&word) || bases(&word).iter().any(|base| self.has(base))
    }
}

/// What a word with the ending of a verb may come from.
fn bases(word: &str) -> Vec<String> {
    const INFLECTED: [(&str, &str); 8] =
        [("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", ""), ("d", ""), ("ing", ""), ("ing", "e")];
    let mut found = Vec::new();
    for (ending, instead) in INFLECTED {
        let Some(stem) = word.strip_suffix(ending).filter(|stem| ending != "d" || stem.len() > 2) else {
            continue;
        };
        found.push(format!("{stem}{instead}"));
        if matches!(ending, "ed" | "ing") {
            found.extend(undoubled(stem).map(str::to_owned));
        }
    }
    found
}

/// `planned`, `planning`: the stem without its doubled consonant.
fn undoubled(stem: &str) -> Option<&str> {
    let mut ends = stem.chars().rev();
    let (last, before) = (ends.next()?, ends.next()?);
    (last == before && last.is_ascii()).then(|| stem.get(..stem.len() - 1))?
}

/// How far a word in small letters is the base form of a verb; `None` if it is none.
pub(crate) fn grade(word: &str) -> Option<Grade> {
    GRADES.get(word).copied()
}

/// Whether a word in small letters ends as the third person does, and what its verb is.
pub(crate) fn third_person(word: &str) -> Option<Grade> {
    let stem = word.strip_suffix('s')?;
    let candidates = [
        Some(stem.to_owned()),
        stem.strip_suffix('e').map(str::to_owned),
        stem.strip_suffix("ie").map(|s| format!("{s}y")),
    ];
    candidates.into_iter().flatten().find_map(|base| grade(&base))
}

/// Whether a word in small letters is a past tense that is nothing else.
pub(crate) fn is_irregular_past(word: &str) -> bool {
    IRREGULAR.get(word) == Some(&"past")
}

/// Whether a word in small letters is a regular past tense or participle.
pub(crate) fn is_regular_past(word: &str) -> bool {
    word.ends_with("ed") && grade(word).is_none() && bases(word).iter().any(|base| grade(base).is_some())
}

#[cfg(test)]
mod tests {
    use super::{FORMS, Grade, SECOND, Verbs, classed, grade, third_person};

    #[test]
    fn forms_of_verbs() {
        for word in ["Write", "writes", "writing", "Tries", "planned", "running", "used", "wrote", "goes"] {
            assert!(Verbs::First.have_form(word) && Verbs::Second.have_form(word), "{word}");
        }
        for word in ["Certainly", "the", "bed", "ring-like", "", "s"] {
            assert!(!Verbs::First.have_form(word) && !Verbs::Second.have_form(word), "{word}");
        }
        for word in [
            "Mix", "Stir", "Preheat", "Whisk", "Chop", "Download", "Scroll", "Cry", "Whisper", "written",
            "knelt",
        ] {
            assert!(Verbs::Second.have_form(word), "{word}");
        }
    }

    #[test]
    fn the_second_list_has_the_first() {
        for word in Verbs::First.words() {
            assert!(Verbs::Second.have_form(word), "{word}");
        }
    }

    #[test]
    fn each_verb_has_one_grade_and_is_in_order() {
        let mut seen = std::collections::HashSet::new();
        for list in [SECOND, FORMS] {
            let mut last = ("", "");
            for entry in classed(list) {
                assert!(last < entry || last.0 != entry.0, "{last:?} before {entry:?}");
                last = entry;
            }
        }
        for (class, word) in classed(SECOND) {
            assert!(["verb", "either", "noun"].contains(&class) && seen.insert(word), "{class} {word}");
        }
    }

    #[test]
    fn grades() {
        assert_eq!(grade("add"), Some(Grade::Verb));
        assert_eq!(grade("water"), Some(Grade::Noun));
        assert_eq!(third_person("boils"), Some(Grade::Verb));
        assert_eq!(third_person("applies"), Some(Grade::Verb));
        assert_eq!(third_person("contains"), Some(Grade::Verb));
        assert_eq!(third_person("the"), None);
    }
}
