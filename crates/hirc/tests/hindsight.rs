//! What a rewritten instruction promises, on random constraints and responses.

#![cfg(test)]
#![expect(clippy::disallowed_methods, reason = "programs are files here")]

use hirc::analyse::hindsight::{Answer, Change, Mode, Weaken, rewrite, weaken};
use hirc::load::{Files, STANDARD_LIBRARY, library, read};
use hirc::program::{Instance, Program};
use hirc::task::{Asked, Checker, Drawer, judge};
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const PROMPT: &str = "Say why it rains. Tell me more.";

fn standard() -> Checker {
    let modules: Vec<String> =
        STANDARD_LIBRARY.iter().map(|(n, _)| (*n).to_owned()).filter(|n| n != "ifeval").collect();
    library(&[], &modules, &[], &Files::default()).unwrap().0
}

fn holds(program: &Program, instance: &Instance, text: &str) -> bool {
    let constraint = program.constraint_of(instance).unwrap();
    judge(program, constraint, &instance.arguments, text, Some(PROMPT)).outcome.is_satisfied()
}

fn response(rng: &mut ChaCha8Rng) -> String {
    let pieces = [
        "The river runs. ",
        "We stay, and you go! ",
        "Why? ",
        "\n\n",
        "\n- A green leaf\n- ember\n",
        "# Summary\n",
        "harbor ",
        "NASA ",
        "7 ",
        "*so* ",
        "and ",
        "because it rains ",
        "\n",
        "\"yes\" ",
        "first, second ",
        "(1) ",
        "[name] ",
    ];
    (0..rng.random_range(1..25)).map(|_| *pieces.choose(rng).unwrap()).collect()
}

/// Rewrites random constraints on random responses; gives back how often each change came about.
fn tried(
    mode: Mode,
    check: impl Fn(&Program, &Instance, &hirc::analyse::hindsight::Rewritten, &str, &mut ChaCha8Rng),
) -> [usize; 5] {
    let library = standard();
    let program = library.program();
    let drawers: Vec<Drawer> = (0..u32::try_from(program.constraints.len()).unwrap())
        .filter_map(|c| Drawer::new(program, c).ok())
        .collect();
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let mut counts = [0; 5];
    for _ in 0..600 {
        let set: Vec<Instance> =
            (0..4).filter_map(|_| drawers.choose(&mut rng).unwrap().draw(program, &mut rng)).collect();
        let text = response(&mut rng);
        let satisfied: Vec<bool> = set.iter().map(|i| holds(program, i, &text)).collect();
        let answer = Answer { program, response: &text, prompt: Some(PROMPT) };
        let Some(rewritten) = rewrite(&answer, &set, &satisfied, mode) else { continue };
        assert_eq!(rewritten.len(), set.len());
        for one in &rewritten {
            counts[one.change as usize] += 1;
            for instance in &one.instances {
                assert!(holds(program, instance, &text), "{} on {text:?}", program.source_of(instance));
            }
            check(program, &set[one.index], one, &text, &mut rng);
        }
    }
    counts
}

#[test]
fn a_response_satisfies_all_that_is_left() {
    let counts = tried(Mode::Drop, |_, _, one, _, _| {
        assert!(matches!(one.change, Change::Kept | Change::Dropped | Change::Vacuous));
    });
    assert!(counts[Change::Kept as usize] > 100 && counts[Change::Dropped as usize] > 100, "{counts:?}");
}

#[test]
fn a_relaxed_constraint_is_implied_by_its_original() {
    let counts = tried(Mode::Relax, |program, original, one, _, rng| {
        if one.change != Change::Relaxed {
            return;
        }
        for _ in 0..20 {
            let text = response(rng);
            if holds(program, original, &text) {
                for instance in &one.instances {
                    let names = (program.source_of(original), program.source_of(instance));
                    assert!(holds(program, instance, &text), "{names:?} on {text:?}");
                }
            }
        }
    });
    assert!(counts[Change::Relaxed as usize] > 50, "{counts:?}");
}

#[test]
fn restating_says_what_relaxing_may_not() {
    let counts = tried(Mode::Restate, |_, _, _, _, _| {});
    assert!(counts[Change::Restated as usize] > 10, "{counts:?}");
}

/// The change and what is left of one constraint, as written.
fn one(source: &str, claim: &str, response: &str, mode: Mode) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.hir");
    let uses = STANDARD_LIBRARY.iter().map(|(n, _)| format!("use {n}\n")).collect::<String>();
    std::fs::write(&path, format!("{uses}{source}\ntask t {{ require {claim} }}\n")).unwrap();
    assert!(read(&path).is_ok());
    let (library, _) =
        library(&[path], &[], &[], &Files::default()).unwrap_or_else(|p| panic!("{:?}", p.diagnostics));
    let set: Vec<Instance> =
        library.instances(&Asked::Task("t".into())).unwrap().into_iter().map(Result::unwrap).collect();
    let program = library.program();
    let satisfied: Vec<bool> = set.iter().map(|i| holds(program, i, response)).collect();
    let answer = Answer { program, response, prompt: Some(PROMPT) };
    match rewrite(&answer, &set, &satisfied, mode) {
        None => "nothing".to_owned(),
        Some(all) => {
            let left: Vec<String> =
                all.iter().flat_map(|r| &r.instances).map(|i| program.source_of(i)).collect();
            format!("{:?}: {}", all[0].change, left.join(" "))
        }
    }
}

#[test]
fn each_form_is_rewritten_by_its_structure() {
    let words = |n: usize| vec!["word"; n].join(" ");
    let relax = |claim: &str, response: &str| one("", claim, response, Mode::Relax);
    assert_eq!(relax("length.words(300..)", &words(220)), "Relaxed: length.words(200..)");
    assert_eq!(relax("length.words(..50)", &words(80)), "Relaxed: length.words(..100)");
    assert_eq!(relax("length.words(..50)", &words(120)), "nothing", "over twice the bound");
    assert_eq!(relax("length.words(100..200)", &words(70)), "Relaxed: length.words(50..200)");
    assert_eq!(relax("length.words(300)", &words(220)), "nothing", "exactly n has no weaker form");
    assert_eq!(one("", "length.words(300)", &words(220), Mode::Restate), "Restated: length.words(220)");
    assert_eq!(
        relax("keywords.include([\"sun\", \"sea\"])", "The sun."),
        "Relaxed: keywords.include([\"sun\"])"
    );
    assert_eq!(
        relax("keywords.exclude([\"sun\", \"sea\"])", "The sun."),
        "Relaxed: keywords.exclude([\"sea\"])"
    );
    assert_eq!(
        relax("keywords.some_of([\"a\", \"b\", \"c\"], 3)", "a or b"),
        "Relaxed: keywords.some_of([\"a\", \"b\", \"c\"], 2)"
    );
    assert_eq!(relax("ends.end_with(\"The end\")", "It ends."), "nothing", "never a shorter suffix");
    assert_eq!(
        relax("length.words_per_sentence(10..)", &format!("{}. {}.", words(6), words(12))),
        "Relaxed: length.words_per_sentence(6..)"
    );
    let own =
        "constraint not_many(n: range ~ 1..9) { require not count(words) in n say \"Not {n|of word}.\" }";
    assert_eq!(one(own, "not_many(3..6)", "one two three four", Mode::Relax), "Relaxed: own.not_many(5..6)");
    let both =
        "constraint both() { require all { length.words(..9); keywords.include([\"sun\"]) } say \"Both.\" }";
    assert_eq!(one(both, "both()", "one two", Mode::Relax), "Relaxed: length.words(..9)");
    let steps = "constraint steps() { require in order { length.words(..9); keywords.include([\"sun\"]); length.lines(1) } say \"Steps.\" }";
    assert_eq!(one(steps, "steps()", "one two", Mode::Relax), "Relaxed: length.words(..9)");
    let given = "constraint given() { require if contains(\"sun\"): count(words) in 3.. say \"If so.\" }\n";
    assert_eq!(
        one(
            &format!("{given}constraint more() {{ require count(words) in 9.. say \"More.\" }}"),
            "given() require more()",
            "one",
            Mode::Drop
        ),
        "nothing",
        "what holds for lack of its condition earns nothing"
    );
}

#[test]
fn polarity_is_read_off_the_structure() {
    let library = standard();
    let program = library.program();
    let of = |name: &str, parameter: usize| {
        let constraint = program.constraints.iter().find(|c| c.full_name() == name).unwrap();
        weaken(program, program.definition_of(constraint).unwrap(), parameter)
    };
    assert_eq!(of("length.words", 0), Some(Weaken::Widen));
    assert_eq!(of("length.words_per_sentence", 0), Some(Weaken::Widen));
    assert_eq!(of("keywords.include", 0), Some(Weaken::Subset));
    assert_eq!(of("keywords.some_of", 1), Some(Weaken::Lower));
    assert_eq!(of("keywords.in_this_order", 0), None);
    assert_eq!(of("format.one_of", 0), None, "a superset would be weaker");
    assert_eq!(of("ends.end_with", 0), None);
}
