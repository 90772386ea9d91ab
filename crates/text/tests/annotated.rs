//! What was annotated by hand, in `tests/data`, against what is found.

#![cfg(test)]
#![expect(clippy::disallowed_methods, clippy::string_slice, reason = "annotated texts are files")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use hirc_text::{Unit, is_imperative};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data").join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(data(name)).expect("the data belong to the project")
}

/// The texts of a file, each with the ends of its sentences; `tests/data/sentences/README.md` has the format.
fn texts(name: &str) -> Vec<(String, Vec<usize>)> {
    let joint = if name.starts_with("zh") || name.starts_with("ja") { "" } else { " " };
    let unescaped = |gap: &str| gap.replace("\\n", "\n");
    let text = |block: &str| {
        let (mut text, mut ends, mut gap) = (String::new(), Vec::new(), String::new());
        for line in block.lines() {
            let (sentence, behind) =
                line.split_once('\t').map_or((line, None), |(sentence, behind)| (sentence, Some(behind)));
            if sentence.is_empty() {
                text = unescaped(behind.unwrap_or_default());
                continue;
            }
            text.push_str(&gap);
            text.push_str(sentence);
            ends.push(text.len());
            gap = behind.map_or_else(|| joint.to_owned(), unescaped);
        }
        (text, ends)
    };
    read(&format!("sentences/{name}")).trim_end().split("\n\n").map(text).collect()
}

/// Ends of sentences but for the last of the text.
fn inner(ends: impl IntoIterator<Item = usize>, text: &str) -> BTreeSet<usize> {
    ends.into_iter().filter(|&end| end < text.trim_end().len()).collect()
}

#[test]
fn sentences_end_where_a_reader_has_them_end() {
    let files = ["en", "de", "fr", "es", "ru", "ar", "hi", "zh", "ja", "other"];
    for (language, least) in files.into_iter().zip([100, 30, 30, 30, 30, 30, 30, 30, 30, 30]) {
        let (mut right, mut guessed, mut wanted, mut sentences, mut wrong) = (0, 0, 0, 0, Vec::new());
        for (text, ends) in texts(&format!("{language}.txt")) {
            sentences += ends.len();
            let gold = inner(ends, &text);
            let found = inner(Unit::Sentence.find(&text).iter().map(|part| part.end as usize), &text);
            right += gold.intersection(&found).count();
            guessed += found.len();
            wanted += gold.len();
            wrong.extend(gold.symmetric_difference(&found).map(|&end| {
                let place: String =
                    text[..end].chars().rev().take(20).collect::<Vec<_>>().into_iter().rev().collect();
                format!("{}: …{place}⟦⟧", if gold.contains(&end) { "missed" } else { "invented" })
            }));
        }
        assert!(sentences >= least, "{language} has {sentences} sentences");
        // Precision of 97 %, recall of 95 %: two lines of Thai, which has no full stop, are one sentence here.
        assert!(
            right * 100 >= guessed * 97 && right * 100 >= wanted * 95,
            "{language}: {right} of {guessed} and {wanted}: {wrong:#?}"
        );
    }
}

#[test]
fn imperatives_are_told_from_other_sentences() {
    let (imperatives, others) = (read("imperatives.yes.txt"), read("imperatives.no.txt"));
    let missed: Vec<&str> = imperatives.lines().filter(|line| !is_imperative(line)).collect();
    let taken: Vec<&str> = others.lines().filter(|line| is_imperative(line)).collect();
    let (imperatives, others) = (imperatives.lines().count(), others.lines().count());
    assert!(imperatives >= 300 && others >= 300);
    assert!(missed.len() * 100 <= imperatives * 5, "{} of {imperatives} missed: {missed:#?}", missed.len());
    assert!(taken.len() * 100 <= others * 3, "{} of {others} taken for one: {taken:#?}", taken.len());
}
