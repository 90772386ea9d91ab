//! A phrase must not lie: what it says is what is verified.

#![cfg(test)]
#![expect(clippy::disallowed_methods, reason = "programs are files here")]

use hirc::load::{Files, STANDARD_LIBRARY, library};
use hirc::phrase::{Layout, Placement, Presentation, render};
use hirc::program::{Constant, PhraseFilter, PhrasePiece, Range, exact_text};
use hirc::task::Drawer;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// What a phrase in a language has to say of an argument: all of a bound in English, its numbers in others.
fn owed(value: &Constant, language: &str) -> Vec<String> {
    match value {
        Constant::Int(n) => vec![n.to_string()],
        Constant::Text(text) => vec![text.to_string()],
        Constant::List(items) => items.iter().flat_map(|item| owed(item, language)).collect(),
        Constant::Range(Range { low, high, of }) if language != "en" => {
            let mut ends: Vec<String> = low.iter().chain(high).map(|n| exact_text(n.0, *of)).collect();
            ends.dedup();
            ends
        }
        Constant::Range(Range { low, high, of }) => {
            let number = |n: f64| exact_text(n, *of);
            match (low, high) {
                (Some(low), Some(high)) if low == high => vec![format!("xactly {}", number(low.0))],
                (Some(low), Some(high)) => vec![format!("etween {} and {}", number(low.0), number(high.0))],
                (Some(low), None) => vec![format!("t least {}", number(low.0))],
                (None, Some(high)) => vec![format!("t most {}", number(high.0))],
                (None, None) => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

#[test]
fn every_phrase_says_its_arguments_and_no_other_number() {
    let modules: Vec<String> = STANDARD_LIBRARY.iter().map(|(n, _)| (*n).to_owned()).collect();
    let (library, _) = library(&[], &modules, &[], &Files::default()).unwrap();
    let program = library.program();
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let mut checked = 0;
    for (index, constraint) in (0u32..).zip(&program.constraints) {
        let Ok(drawer) = Drawer::new(program, index) else { continue };
        for _ in 0..12 {
            let instance = drawer.draw(program, &mut rng).unwrap();
            for phrase in &constraint.phrases {
                let said = render(phrase, &instance.arguments);
                let mut rest = said.clone();
                for piece in &phrase.pieces {
                    match piece {
                        PhrasePiece::Text(text) => assert!(said.contains(text.as_str()), "{said}"),
                        // Said in a word, such as `fourth`, where the language has one.
                        PhrasePiece::Parameter { filter: PhraseFilter::Ordinal, .. }
                            if phrase.language == "en" => {}
                        PhrasePiece::Parameter { parameter, .. } => {
                            for part in owed(&instance.arguments[*parameter as usize], &phrase.language) {
                                assert!(said.contains(&part), "{said}: no {part}");
                                rest = rest.replacen(&part, "", 1);
                                checked += 1;
                            }
                        }
                    }
                }
                // Digits that are left stand in the template itself.
                let template: String = phrase
                    .pieces
                    .iter()
                    .filter_map(|p| if let PhrasePiece::Text(t) = p { Some(t.as_str()) } else { None })
                    .collect();
                for digits in rest.split(|c: char| !c.is_ascii_digit()).filter(|d| !d.is_empty()) {
                    assert!(template.contains(digits), "{said}: {digits} is said, but not asked for");
                }
            }
        }
    }
    assert!(checked > 500, "{checked}");
}

#[test]
fn presentations() {
    let phrases = ["Use at least 3 words.".to_owned(), "Do not use commas.".to_owned()];
    let mut shown = String::new();
    for layout in [Layout::Bullets, Layout::Numbered, Layout::Prose] {
        for placement in [Placement::Before, Placement::After] {
            let presentation = Presentation { layout, placement, ..Presentation::default() };
            shown.push_str(&format!(
                "[{layout:?} {placement:?}]\n{}\n\n",
                presentation.instruction("Why?", &phrases)
            ));
        }
    }
    shown.push_str(&Presentation::default().instruction("Nothing is asked.", &[]));
    insta::assert_snapshot!(shown);
}

#[test]
fn other_languages_say_bounds_in_their_own_words() {
    let source = "constraint words(n: range ~ 2..9) { require count(words) in n
        say \"Use {n|of word}.\" say[zh] \"请用{n|of 个词}。\" say[de] \"Verwende {n|of Wort/Wörter}.\" say[fi] \"Sanoja: {n}.\" }
        task t { require words(3..) } task u { require words(..1) } task v { require words(2..4) }";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.hir");
    std::fs::write(&path, source).unwrap();
    let (library, _) =
        library(&[path], &[], &[], &Files::default()).unwrap_or_else(|p| panic!("{:?}", p.diagnostics));
    let mut shown = String::new();
    for task in ["t", "u", "v"] {
        let set = library.instances(&hirc::task::Asked::Task(task.into())).unwrap();
        for language in ["en", "zh", "de", "fi", "xx"] {
            let presentation = Presentation { language: language.to_owned(), ..Presentation::default() };
            let phrase = presentation.phrase(library.program(), set[0].as_ref().unwrap()).unwrap();
            shown.push_str(&format!("{language}: {phrase}\n"));
        }
    }
    insta::assert_snapshot!(shown);
}
