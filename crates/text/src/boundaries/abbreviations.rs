//! What a word before a full stop says of it: abbreviations, words that begin sentences, words that numbers follow.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// What an abbreviation lets follow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// The sentence goes on.
    Never,
    /// It goes on before numbers and single letters, and ends only before a word that often begins a sentence.
    Number,
    /// It goes on before digits; else this is a word like any other.
    Word,
    /// It ends before a capital.
    Capital,
    /// It ends only before a word that often begins a sentence.
    Starter,
}

/// A word list: `class word …` on each line, `#` before a comment.
fn entries(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(' '))
        .flat_map(|(class, words)| words.split(' ').map(move |w| (class, w)))
}

const ABBREVIATIONS: &str = include_str!("../tables/abbreviations.txt");

static KINDS: LazyLock<HashMap<&str, Kind>> = LazyLock::new(|| {
    let kind = |class| match class {
        "never" => Some(Kind::Never),
        "number" => Some(Kind::Number),
        "word" => Some(Kind::Word),
        "capital" => Some(Kind::Capital),
        "starter" => Some(Kind::Starter),
        _ => None,
    };
    entries(ABBREVIATIONS).filter_map(|(class, word)| Some((word, kind(class)?))).collect()
});

static UNITS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    entries(ABBREVIATIONS).filter(|(class, _)| *class == "unit").map(|(_, word)| word).collect()
});

static STARTERS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("../tables/sentence_starters.txt").lines();
    lines.filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect()
});

/// The kind of an abbreviation, which is written without its last full stop and without blanks.
pub(super) fn kind(word: &str) -> Option<Kind> {
    let lower = word.to_lowercase();
    let known = |word: &str| KINDS.get(word).copied();
    known(word).or_else(|| known(&lower)).or_else(|| {
        let mut rest = lower.chars();
        let first = rest.next().filter(|_| is_upper(word))?;
        known(&format!("{}{}", first.to_uppercase(), rest.as_str()))
    })
}

/// Whether a word behind a number is a unit of measure.
pub(super) fn is_unit(word: &str) -> bool {
    UNITS.contains(word.to_lowercase().as_str())
}

/// Whether all letters of a word, of which there are two or more, are capitals.
pub(super) fn is_upper(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    letters.clone().nth(1).is_some() && letters.all(char::is_uppercase)
}

/// Whether a word often begins a sentence.
pub(super) fn begins_sentences(word: &str) -> bool {
    let lower = word.to_lowercase();
    // `It's`, `I'm`, `That’s`.
    let stem = lower.split(['\'', '’']).next().unwrap_or_default();
    STARTERS.contains(lower.as_str()) || STARTERS.contains(stem)
}

/// Whether a word begins a sentence whatever its case: pronouns and words of their kind.
pub(super) fn is_pronoun(word: &str) -> bool {
    let lower = word.to_lowercase();
    let stem = lower.split(['\'', '’']).next().unwrap_or_default();
    matches!(
        stem,
        "he" | "she"
            | "it"
            | "they"
            | "we"
            | "you"
            | "i"
            | "this"
            | "these"
            | "those"
            | "there"
            | "the"
            | "however"
            | "but"
            | "then"
    )
}

/// Nouns that a single letter may follow: `vitamin C.` ends a sentence, `by C.` does not.
pub(super) fn takes_letter(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "plan"
            | "option"
            | "vitamin"
            | "type"
            | "point"
            | "grade"
            | "class"
            | "team"
            | "group"
            | "part"
            | "section"
            | "appendix"
            | "figure"
            | "exhibit"
            | "hepatitis"
            | "answer"
            | "row"
            | "column"
            | "variable"
            | "letter"
            | "question"
            | "phase"
            | "block"
            | "building"
            | "gate"
            | "terminal"
            | "line"
            | "model"
            | "version"
            | "drive"
            | "level"
            | "size"
            | "step"
            | "case"
            | "choice"
            | "example"
            | "category"
            | "set"
            | "schedule"
            | "side"
            | "article"
            | "note"
            | "annex"
            | "unit"
            | "variante"
            | "buchstabe"
            | "gruppe"
            | "teil"
            | "typ"
            | "punkt"
            | "partie"
            | "groupe"
            | "grupo"
            | "parte"
            | "opción"
            | "vitamina"
            | "vitamine"
            | "план"
            | "вариант"
            | "группа"
            | "группы"
            | "класс"
            | "витамин"
            | "витамина"
    )
}

/// Words behind which a number with a full stop is an ordinal in German and its neighbours: `am 3. Mai`, `den 3. januar`.
pub(super) fn takes_ordinal(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "am" | "im"
            | "der"
            | "die"
            | "das"
            | "den"
            | "dem"
            | "des"
            | "vom"
            | "zum"
            | "zur"
            | "beim"
            | "bis"
            | "ab"
            | "seit"
            | "ein"
            | "eine"
            | "einem"
            | "einen"
            | "einer"
            | "eines"
            | "sein"
            | "seinem"
            | "seinen"
            | "ihr"
            | "ihrem"
            | "ihren"
            | "mein"
            | "meinem"
            | "meinen"
            | "unser"
            | "unserem"
            | "jeder"
            | "jedes"
            | "jeden"
            | "diesem"
            | "dieses"
            | "zweiten"
            | "mo"
            | "di"
            | "mi"
            | "do"
            | "fr"
            | "sa"
            | "so"
            | "montag"
            | "dienstag"
            | "mittwoch"
            | "donnerstag"
            | "freitag"
            | "samstag"
            | "sonntag"
            | "und"
            | "oder"
    )
}

/// What follows an ordinal in German: months and `Jahrhundert`, also before `und`.
pub(super) fn follows_ordinal(word: &str) -> bool {
    matches!(
        word,
        "Januar"
            | "Jänner"
            | "Februar"
            | "März"
            | "April"
            | "Mai"
            | "Juni"
            | "Juli"
            | "August"
            | "September"
            | "Oktober"
            | "November"
            | "Dezember"
            | "Jahrhundert"
            | "Jahrhunderts"
            | "Jahrhunderte"
            | "Jh"
            | "Klasse"
            | "Platz"
            | "Stock"
            | "Etage"
            | "Auflage"
            | "und"
            | "oder"
            | "bis"
    )
}

/// What follows an hour (`5 p.m. Monday`): days, months and time zones.
pub(super) fn follows_hour(word: &str) -> bool {
    matches!(
        word,
        "Monday"
            | "Tuesday"
            | "Wednesday"
            | "Thursday"
            | "Friday"
            | "Saturday"
            | "Sunday"
            | "January"
            | "February"
            | "March"
            | "April"
            | "May"
            | "June"
            | "July"
            | "August"
            | "September"
            | "October"
            | "November"
            | "December"
            | "Eastern"
            | "Central"
            | "Mountain"
            | "Pacific"
            | "Greenwich"
            | "GMT"
            | "UTC"
            | "EST"
            | "EDT"
            | "ET"
            | "CST"
            | "CDT"
            | "CT"
            | "MST"
            | "MDT"
            | "MT"
            | "PST"
            | "PDT"
            | "PT"
            | "BST"
            | "CET"
            | "CEST"
            | "IST"
            | "JST"
            | "AEST"
    )
}

/// Names that end with a mark: `Yahoo! is a company`.
pub(super) fn is_exclaimed(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "yahoo" | "jeopardy" | "yum" | "joomla" | "oklahoma")
}

/// Verbs of speech: what stands before one and behind a quotation tells who said it.
pub(super) fn is_speech(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "said"
            | "says"
            | "asked"
            | "asks"
            | "replied"
            | "cried"
            | "shouted"
            | "yelled"
            | "whispered"
            | "exclaimed"
            | "answered"
            | "called"
            | "muttered"
            | "murmured"
            | "added"
            | "demanded"
            | "wondered"
            | "screamed"
            | "gasped"
            | "sighed"
            | "laughed"
            | "begged"
            | "snapped"
            | "sagte"
            | "fragte"
            | "rief"
            | "flüsterte"
            | "antwortete"
            | "schrie"
            | "demanda"
            | "dijo"
            | "preguntó"
            | "gritó"
            | "respondió"
            | "сказал"
            | "сказала"
            | "спросил"
            | "спросила"
            | "крикнул"
            | "ответил"
            | "ответила"
            | "पूछा"
            | "कहा"
            | "बोला"
            | "बोली"
            | "चिल्लाया"
            | "قال"
            | "قالت"
            | "سأل"
            | "سألت"
            | "صاح"
            | "صرخ"
    )
}

#[cfg(test)]
mod tests {
    use super::{ABBREVIATIONS, Kind, begins_sentences, entries, kind};

    #[test]
    fn each_line_has_a_known_class_and_each_word_one_kind() {
        let mut seen = std::collections::HashSet::new();
        for (class, word) in entries(ABBREVIATIONS) {
            assert!(["never", "number", "word", "unit", "capital", "starter"].contains(&class), "{class}");
            assert!(class == "unit" || seen.insert(word), "{word} twice");
            assert!(!word.ends_with('.') && !word.is_empty(), "{word:?} in {class}");
        }
    }

    #[test]
    fn capitals_count_where_the_list_has_them() {
        assert_eq!([kind("Gen"), kind("GEN"), kind("gen")], [Some(Kind::Never), Some(Kind::Never), None]);
        assert_eq!([kind("E.g"), kind("ETC")], [Some(Kind::Never), Some(Kind::Capital)]);
        assert!(begins_sentences("It's") && begins_sentences("WE") && !begins_sentences("Senate"));
    }
}
