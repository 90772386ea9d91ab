//! Proofs against brute force, and witnesses against the verifier.

#![cfg(test)]
#![expect(clippy::disallowed_methods, reason = "programs are files here")]

use hirc::analyse::{Answer, Effort, Superfluous, contradiction, decide, superfluous, witness};
use hirc::load::{COLLECTIONS, Files, STANDARD_LIBRARY, library};
use hirc::program::{Instance, Program};
use hirc::task::{Asked, Checker, Drawer};
use hirc::verify::compile;
use hirc::verify::{CompiledPlan, Evaluator, Subject, Truth};
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Constraints with arguments so small that short texts tell them apart.
const CLAIMS: &[&str] = &[
    "length.words(2..)",
    "length.words(..1)",
    "length.words(3)",
    "length.sentences(2..)",
    "length.sentences(1)",
    "length.lines(2..)",
    "length.lines(..1)",
    "length.characters(..3)",
    "length.characters(5..)",
    "length.words_per_sentence(2..)",
    "length.words_per_line(2..)",
    "length.words_per_line(..1)",
    "length.word_length(2..)",
    "length.word_length(..1)",
    "length.mean_sentence(2..)",
    "length.words_per_paragraph(..1)",
    "case.lowercase()",
    "case.uppercase()",
    "case.titlecase()",
    "case.capital_letters(1..)",
    "case.capital_letters(..1)",
    "case.first_word_uppercase()",
    "case.headings_titlecase()",
    "case.bullets_lowercase()",
    "keywords.include([\"a\"])",
    "keywords.exclude([\"b\"])",
    "keywords.frequency(\"b\", 2..)",
    "keywords.phrase(\"a,\")",
    "keywords.in_every_sentence(\"a\")",
    "keywords.in_last_sentence(\"b\")",
    "keywords.some_of([\"a\", \"b\"], 2)",
    "punctuation.no_commas()",
    "punctuation.no_mark(\"?\")",
    "punctuation.questions(1..)",
    "punctuation.questions(..0)",
    "punctuation.sentences_end_with(\"?\")",
    "punctuation.frequency(\",\", 2..)",
    "format.bullets(1..)",
    "format.bullets(..0)",
    "format.headings(1..)",
    "format.headings(..0)",
    "format.plain_text()",
    "format.one_of([\"a\", \"B.\"])",
    "format.only_bullets()",
    "format.title()",
    "format.bullet_words(2..)",
    "format.json_only()",
    "structure.paragraphs(2..)",
    "structure.paragraphs(..1)",
    "structure.no_blank_lines()",
    "structure.growing_sentences()",
    "structure.paragraphs_start_with(\"B\")",
    "structure.paragraphs_end_with(\".\")",
    "structure.nth_word(2, \"a\")",
    "ends.begin_with(\"a\")",
    "ends.end_with(\".\")",
    "ends.first_word(\"b\")",
    "ends.last_word(\"a\")",
    "ends.end_with_question()",
    "letters.no_letter(\"a\")",
    "letters.digits(1..)",
    "letters.digits(..0)",
    "letters.acrostic(\"ab\")",
    "letters.sentence_acrostic(\"b\")",
    "letters.sentences_start_with(\"a\")",
    "repetition.no_repeated_words()",
    "repetition.same_start()",
    "repetition.varied_starts()",
    "repetition.distinct_words(2..)",
    "repetition.variety(..50%)",
    "language.ascii()",
    "language.no_latin_letters()",
    "format.sections([\"B\"])",
    "format.highlights(1..)",
    "structure.one_sentence_per_line(1..)",
];

const PIECES: [&str; 13] = ["a", "B", "b", " ", ". ", ",", "?", "\n", "\n\n", "- ", "# ", "1", "- [x] "];

/// Forms that the standard library has few or none of.
const OWN: &str = r#"
use length
constraint no_section() { require no t in ["B", "b"]: section(t): contains("a") }
constraint more_than() { require count(words) > 1.5 }
constraint less_than() { require count(words) < 1.5 }
constraint outside() { require not count(words) in 2..3 }
constraint two_of() { require 2 of { contains("a"); contains("b"); count(lines) >= 2 } }
constraint none_of() { require none { contains("a"); first sentence: contains("B") } }
constraint conditional() { require if contains("a"): count(words) in 2.. else: count(lines) in 2.. }
constraint not_each() { require not each word: contains("a") }
constraint some_word() { require some word: count(letters) in 2.. }
constraint no_word() { require no word: contains("b") }
constraint maybe_bullets() { require each? bullet: contains("a") }
constraint first_sentence() { require first sentence: count(words) = 1 }
constraint last_line() { require last line: starts_with("B") }
constraint not_last() { require not last word = "a" }
constraint longest() { require max([count(letters) for each word]) in ..1 }
constraint twice() { require count(words) = 2 * count(sentences) }
constraint difference() { require count(letters) - count(words) >= 1 }
constraint pairs_differ() { require each (a, b) in pairs(words): lower(a) != lower(b) }
constraint small() { require lower(response): contains("b") and not contains("a") }
constraint second() { require paragraph(2): contains("a") }
constraint kept() { require count(sentences where ends_with("?") and contains("a")) in 1.. }
constraint all_kept() { require each sentence: not contains("a") }
constraint ordered() { require in order { starts_with("a"); ends_with("B") } }
constraint shares() { require ratio(count(digits), count(characters)) in 50%.. }
constraint nested() { require each paragraph: some sentence: contains("1") }
constraint splits() { require count(split(",")) in 2.. }
constraint numbered() { require each (i, s) in enumerate(sentences): count(words of s) = i }
constraint first_of_lines() { require each (i, l) in enumerate(lines): if i = 1: starts_with("B") of l }
constraint every_second() { require each (i, w) in enumerate(words): if remainder(i, 2) = 0: not contains("a") of w }
constraint many_numbered() { require count(enumerate(words)) in 3.. }
constraint before_a() { require before(response, "a") = "B" }
constraint nothing_behind() { require count(words of after(response, "a")) = 0 }
constraint behind() { require after(response, "a"): contains("b") }
constraint boxes() { require count(checkboxes) in 1.. }
constraint no_boxes() { require count(checkboxes) = 0 }
constraint all_ticked() { require each checkbox: contains("[x]") }
constraint blank_pieces() { require each p in split(","): p is blank or contains("a") of p }
"#;

/// The names in [`OWN`], as claims.
fn own_claims() -> Vec<String> {
    let names = OWN.lines().filter_map(|l| l.strip_prefix("constraint ")?.split('(').next());
    names.map(|name| format!("own.{name}()")).collect()
}

fn of_modules<'a>(modules: impl Iterator<Item = &'a (&'a str, &'a str)>) -> Checker {
    let modules: Vec<String> = modules.map(|(n, _)| (*n).to_owned()).collect();
    library(&[], &modules, &[], &Files::default()).unwrap().0
}

/// All texts of up to so many pieces.
fn texts(most: usize) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut last = 0;
    for _ in 0..most {
        let end = out.len();
        for at in last..end {
            out.extend(PIECES.map(|piece| format!("{}{piece}", out[at])));
        }
        last = end;
    }
    out.retain(|text| !text.trim().is_empty());
    out.sort();
    out.dedup();
    out
}

/// The library of all claims, the claims, and their instances.
fn instances() -> (Checker, Vec<String>, Vec<Instance>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.hir");
    std::fs::write(&path, OWN).unwrap();
    let claims: Vec<String> = CLAIMS.iter().map(|c| (*c).to_owned()).chain(own_claims()).collect();
    let (library, _) =
        library(&[path], &[], &claims, &Files::default()).unwrap_or_else(|p| panic!("{:?}", p.diagnostics));
    let all = library.instances(&Asked::Given).unwrap().into_iter().map(Result::unwrap).collect();
    (library, claims, all)
}

/// For each claim, which texts satisfy it.
fn satisfied(program: &Program, all: &[Instance], texts: &[String]) -> Vec<Vec<u64>> {
    let prepared = compile(program, all).unwrap();
    let mut out = vec![vec![0u64; texts.len().div_ceil(64)]; all.len()];
    for (at, text) in texts.iter().enumerate() {
        let mut evaluator = Evaluator::new(&prepared, Subject::new(text, None));
        for (bits, root) in out.iter_mut().zip(&prepared.plan().roots) {
            if evaluator.explain(*root.claim.as_ref().unwrap()).truth == Truth::Holds {
                bits[at / 64] |= 1 << (at % 64);
            }
        }
    }
    out
}

fn common(bits: &[Vec<u64>], set: &[usize]) -> Option<usize> {
    (0..bits[0].len()).find_map(|word| {
        let all = set.iter().fold(u64::MAX, |all, &i| all & bits[i][word]);
        (all != 0).then(|| word * 64 + all.trailing_zeros() as usize)
    })
}

/// `HIRC_RANDOM_SETS` asks for more sets than a plain test run takes time for.
fn sets(default: usize) -> usize {
    std::env::var("HIRC_RANDOM_SETS").ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}

#[test]
fn what_some_short_text_satisfies_is_never_called_contradictory() {
    let (library, claims, all) = instances();
    let texts = texts(4);
    let bits = satisfied(library.program(), &all, &texts);
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let (mut denied, mut open) = (0, 0);
    for _ in 0..sets(600) {
        let mut set: Vec<usize> = (0..all.len()).collect();
        set.shuffle(&mut rng);
        set.truncate(rng.random_range(2..=4));
        let chosen: Vec<Instance> = set.iter().map(|&i| all[i].clone()).collect();
        let found = contradiction(&compile(library.program(), &chosen).unwrap(), None);
        let text = common(&bits, &set).map(|at| texts[at].clone());
        let shown: Vec<_> = set.iter().map(|&i| &claims[i]).collect();
        assert!(found.is_none() || text.is_none(), "{shown:?} hold of {text:?}, but {found:?}");
        denied += usize::from(found.is_some());
        open += usize::from(found.is_none());
    }
    assert!(
        denied > sets(600) / 20 && open > sets(600) / 2,
        "{denied} denied, {open} open: the test tells nothing"
    );
}

#[test]
fn what_is_called_superfluous_is_implied_on_every_short_text() {
    let (library, claims, all) = instances();
    let texts = texts(4);
    let bits = satisfied(library.program(), &all, &texts);
    let mut rng = ChaCha8Rng::seed_from_u64(6);
    let mut seen = 0;
    for _ in 0..sets(200) {
        let mut set: Vec<usize> = (0..all.len()).collect();
        set.shuffle(&mut rng);
        set.truncate(3);
        let chosen: Vec<Instance> = set.iter().map(|&i| all[i].clone()).collect();
        let found = superfluous(&compile(library.program(), &chosen).unwrap(), None);
        for &index in found.implied.iter().chain(&found.always) {
            seen += 1;
            let others: Vec<usize> = set.iter().copied().filter(|&i| i != set[index]).collect();
            let without = (0..bits[0].len()).find(|&word| {
                let rest = others.iter().fold(u64::MAX, |all, &i| all & bits[i][word]);
                // Texts beyond the last are set nowhere.
                rest & !bits[set[index]][word] & bits.iter().fold(0, |any, b| any | b[word]) != 0
            });
            assert!(without.is_none(), "{} is not implied by {others:?}", claims[set[index]]);
        }
    }
    assert!(seen > 0);
}

#[test]
fn a_witness_satisfies_every_constraint() {
    let general = STANDARD_LIBRARY.iter().filter(|(n, _)| *n == "ifeval" || !COLLECTIONS.contains(n));
    witnesses(&of_modules(general), 30);
}

#[test]
fn a_witness_satisfies_every_constraint_of_collections() {
    witnesses(&of_modules(STANDARD_LIBRARY.iter()), 10);
}

/// Decides random sets; more than so many must have a witness.
fn witnesses(library: &Checker, least: usize) {
    let program = library.program();
    let drawers: Vec<Drawer> = (0..u32::try_from(program.constraints.len()).unwrap())
        .filter_map(|c| Drawer::new(program, c).ok())
        .collect();
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let prompt = Some("Say why it rains. Tell me more.");
    let mut found = 0;
    for seed in 0..60 {
        let set: Vec<Instance> =
            (0..3).filter_map(|_| drawers.choose(&mut rng).unwrap().draw(program, &mut rng)).collect();
        let prepared = compile(program, &set).unwrap();
        let effort = Effort { texts: 400 };
        let answer = decide(&prepared, prompt, seed, effort);
        assert_eq!(answer, decide(&prepared, prompt, seed, effort), "the same seed");
        let Answer::Satisfiable(text) = answer else { continue };
        found += 1;
        for instance in &set {
            let constraint = program.constraint_of(instance).unwrap();
            let verdict = hirc::verify::judge(program, constraint, &instance.arguments, &text, prompt);
            assert!(verdict.outcome.is_satisfied(), "{} on {text:?}", program.source_of(instance));
        }
    }
    assert!(found > least, "{found}");
}

/// Pairs of shipped constraints that no text with letters meets, but one without does. None: a text without letters is no
/// answer that a reader would call one.
const WITHOUT_LETTERS: [(&str, &str); 0] = [];

/// `HIRC_RANDOM_SETS=20000` goes through every pair, and prints what it finds.
#[test]
fn constraints_that_exclude_each_other_are_not_met_by_a_text_without_letters() {
    let lettered = r"contains(/\p{L}/)";
    let modules: Vec<String> = STANDARD_LIBRARY
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .filter(|name| !COLLECTIONS.contains(&name.as_str()))
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.hir");
    std::fs::write(&path, format!("constraint lettered() {{ require {lettered} }}")).unwrap();
    let library = library(&[path], &modules, &[], &Files::default()).unwrap().0;
    let program = library.program();
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let mut lettered = None;
    let mut drawn: Vec<Instance> = Vec::new();
    for (index, constraint) in (0..).zip(&program.constraints) {
        let instance = Drawer::new(program, index).ok().and_then(|drawer| drawer.draw(program, &mut rng));
        match constraint.name.as_str() {
            "lettered" => lettered = instance,
            _ => drawn.extend(instance.filter(|_| constraint.judges.is_empty())),
        }
    }
    let lettered = lettered.unwrap();
    let mut pairs: Vec<(usize, usize)> = (0..drawn.len()).flat_map(|a| (0..a).map(move |b| (a, b))).collect();
    pairs.shuffle(&mut rng);
    pairs.truncate(sets(300));
    let prompt = Some("Say why it rains. Tell me more.");
    let found = |set: &[Instance]| witness(&compile(program, set).unwrap(), prompt, 3, Effort { texts: 200 });
    let mut bare = Vec::new();
    for (a, b) in pairs {
        let mut set = vec![drawn[a].clone(), drawn[b].clone()];
        let Some(text) = found(&set).filter(|text| !text.chars().any(char::is_alphabetic)) else { continue };
        set.push(lettered.clone());
        if found(&set).is_none() {
            println!("{} with {}: {text:?}", program.source_of(&set[0]), program.source_of(&set[1]));
            let mut names = [a, b].map(|i| program.constraint_of(&drawn[i]).unwrap().full_name());
            names.sort();
            bare.push(names);
        }
    }
    bare.retain(|[a, b]| !WITHOUT_LETTERS.contains(&(a, b)));
    assert!(bare.is_empty(), "{bare:?}");
}

#[test]
fn a_contradiction_names_the_smallest_clash() {
    let (library, claims, all) = instances();
    let of = |wanted: &[&str]| -> Vec<Instance> {
        wanted.iter().map(|c| all[claims.iter().position(|k| k == c).unwrap()].clone()).collect()
    };
    let set =
        of(&["keywords.include([\"a\"])", "length.words(..1)", "case.lowercase()", "length.sentences(2..)"]);
    let found = contradiction(&compile(library.program(), &set).unwrap(), None).unwrap();
    assert_eq!(found.core, [1, 3]);
    assert_eq!(found.reasons, ["at most 1 word", "at least 2 sentences", "a sentence has a word"]);
}

/// The plan of some claims, each a constraint of its own.
fn planned(claims: &[&str]) -> CompiledPlan {
    let named = claims.iter().enumerate();
    let source: String =
        named.map(|(i, claim)| format!("constraint c{i}() {{ require {claim} }}\n")).collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.hir");
    std::fs::write(&path, source).unwrap();
    let calls: Vec<String> = (0..claims.len()).map(|i| format!("own.c{i}()")).collect();
    let (library, _) =
        library(&[path], &[], &calls, &Files::default()).unwrap_or_else(|p| panic!("{:?}", p.diagnostics));
    let all: Vec<Instance> =
        library.instances(&Asked::Given).unwrap().into_iter().map(Result::unwrap).collect();
    compile(library.program(), &all).unwrap()
}

/// What is known of some claims together.
fn decided(claims: &[&str]) -> Answer {
    decide(&planned(claims), None, 1, Effort::default())
}

#[test]
fn what_stands_before_nothing_is_the_whole_text() {
    let prepared = planned(&["before(response, \"|\") = \"abc\"", "not contains(\"|\")"]);
    assert_eq!(contradiction(&prepared, None), None);
    assert_eq!(superfluous(&prepared, None), Superfluous::default());
    assert!(matches!(
        decided(&["after(response, \"|\"): contains(\"a\")", "not contains(\"|\")"]),
        Answer::Contradictory(_)
    ));
}

#[test]
fn enumerated_elements_are_proved_and_made() {
    let never: [&[&str]; 4] = [
        &["count(enumerate(words)) in 5..", "count(words) in ..4"],
        &["each (i, s) in enumerate(sentences): contains(\"ember\") of s", "not contains(\"ember\")"],
        &["each (i, l) in enumerate(lines): if i = 1: starts_with(\"A\") of l", "starts_with(\"B\")"],
        &["each (i, s) in enumerate(sentences): count(words of s) in 3.. and i >= 1", "count(words) in ..2"],
    ];
    for claims in never {
        let answer = decided(claims);
        assert!(matches!(&answer, Answer::Contradictory(c) if c.core.len() == 2), "{claims:?}: {answer:?}");
    }
    let possible: [&[&str]; 3] = [
        &["each (i, s) in enumerate(sentences): count(words of s) = i", "count(sentences) = 3"],
        &[
            "each (i, l) in enumerate(lines): if remainder(i, 2) = 1: contains(\"ember\") of l",
            "count(lines) = 4",
        ],
        &["count(enumerate(paragraphs)) = 2"],
    ];
    for claims in possible {
        let answer = decided(claims);
        assert!(matches!(answer, Answer::Satisfiable(_)), "{claims:?}: {answer:?}");
    }
}

#[test]
fn checkboxes_are_proved_and_made() {
    let never: [&[&str]; 3] = [
        &["count(checkboxes) in 1..", "not contains(\"[\")"],
        &["count(checkboxes) in 3..", "count(lines) in ..2"],
        &["count(checkboxes) in 2..", "count(bullets) in ..1", "count(numbered_items) = 0"],
    ];
    for claims in never {
        let answer = decided(claims);
        assert!(matches!(answer, Answer::Contradictory(_)), "{claims:?}: {answer:?}");
    }
    let possible: [&[&str]; 3] = [
        &["count(checkboxes) = 4", "count(paragraphs) = 1"],
        &["count(checkboxes where contains(\"[x]\")) = 2", "count(checkboxes) = 3"],
        &["each line: checkbox(1): count(words) in 5.."],
    ];
    for claims in possible {
        let answer = decided(claims);
        assert!(matches!(answer, Answer::Satisfiable(_)), "{claims:?}: {answer:?}");
    }
}
