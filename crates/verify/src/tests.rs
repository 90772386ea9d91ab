//! Two ways to every verdict: random programs over random texts, judged by the plan and by the plain evaluator.

use super::context::Subject;
use super::eval::Evaluator;
use super::fault::Fault;
use super::judgement::{Judgement, Truth};
use super::lower::PlanBuilder;
use super::plan::{CompileCache, CompiledPlan};
use super::reference;
use crate::program::{Kind, Plan, Program, Root};
use crate::text::Part;
use hirc_library::{STANDARD_LIBRARY, resolve_standard};
use proptest::prelude::*;

/// Claims as HIR source, by a grammar that mostly types.
fn claim() -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        (number(), range()).prop_map(|(n, r)| format!("{n} in {r}")),
        (number(), comparison(), number()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        needle().prop_map(|n| format!("contains({n})")),
        needle().prop_map(|n| format!("starts_with({n})")),
        needle().prop_map(|n| format!("ends_with({n})")),
        (text(), text()).prop_map(|(a, b)| format!("{a} = {b} ignoring case, punctuation")),
        (text(), class()).prop_map(|(t, c)| format!("{t} is {c}")),
        list().prop_map(|l| format!("all_different({l})")),
        list().prop_map(|l| format!("all_equal({l})")),
        (list(), list()).prop_map(|(a, b)| format!("{a} != {b}")),
        numbers().prop_map(|l| format!("decreasing({l}, 1)")),
        numbers().prop_map(|l| format!("increasing({l})")),
        numbers().prop_map(|l| format!("increasing?({l})")),
    ]
    .boxed();
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} and {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} or {b})")),
            inner.clone().prop_map(|a| format!("not ({a})")),
            (quantifier(), unit(), inner.clone()).prop_map(|(q, (one, _), a)| format!("({q} {one}: {a})")),
            (scope(), inner.clone()).prop_map(|(s, a)| format!("({s}: {a})")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("(if ({a}): {b} else: {c})")),
            (unit(), inner.clone(), range())
                .prop_map(|((_, many), a, r)| format!("count({many} where ({a})) in {r}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("all {{ {a}; {b} weight 2 }}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("in order {{ {a}; {b} }}")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("2 of {{ {a}; {b}; {c} }}")),
            inner.clone().prop_map(|a| format!("(each w in [\"a\", \"on\", \"b c\"]: contains(w) or {a})")),
            inner.clone().prop_map(|a| format!("none {{ {a} }}")),
            inner.clone().prop_map(|a| format!(
                "(each (i, s) in enumerate(sentences): count(words of s) >= i or {a})"
            )),
            inner.prop_map(|a| format!(
                "(each (a, b) in pairs(sentences): count(words of a) < count(words of b) or {a})"
            )),
        ]
    })
    .boxed()
}

fn quantifier() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("each"), Just("each?"), Just("some"), Just("no")]
}

fn unit() -> BoxedStrategy<(&'static str, &'static str)> {
    prop_oneof![
        Just(("word", "words")),
        Just(("sentence", "sentences")),
        Just(("line", "lines")),
        Just(("paragraph", "paragraphs")),
        Just(("bullet", "bullets")),
        Just(("checkbox", "checkboxes")),
        Just(("character", "characters")),
        Just(("token", "tokens")),
        Just(("digit", "digits")),
    ]
    .boxed()
}

fn scope() -> BoxedStrategy<String> {
    prop_oneof![
        unit().prop_map(|(one, _)| format!("first {one}")),
        unit().prop_map(|(one, _)| format!("last {one}")),
        (unit(), -3i64..4).prop_map(|((_, many), k)| format!("at({many}, {k})")),
        text(),
        Just("section(\"A\")".to_owned()),
        Just("section?(\"A\")".to_owned()),
    ]
    .boxed()
}

fn text() -> BoxedStrategy<String> {
    prop_oneof![
        Just("it".to_owned()),
        Just("response".to_owned()),
        Just("prompt".to_owned()),
        Just("\"On a\"".to_owned()),
        Just("lower(it)".to_owned()),
        Just("trim(it)".to_owned()),
        Just("trim_end(upper(it), \"A.\")".to_owned()),
        Just("without(it, /[aeiou]/)".to_owned()),
        Just("before(it, \"a\" ignoring case)".to_owned()),
        Just("after(lower(it), \" \")".to_owned()),
        Just("join(words, \"-\")".to_owned()),
        Just("without_prefix(it, \"A\")".to_owned()),
        Just("join([first word for each line], \"-\")".to_owned()),
    ]
    .boxed()
}

fn class() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("lowercase"),
        Just("uppercase"),
        Just("titlecase"),
        Just("blank"),
        Just("json"),
        Just("not blank")
    ]
}

fn needle() -> BoxedStrategy<String> {
    let plain = prop_oneof![
        Just("\"a\""),
        Just("\"on\""),
        Just("\"B c\""),
        Just("/\\w+/"),
        Just("/[a-c]+/i"),
        Just("/\\bon\\b/i"),
        Just("word \"on\""),
        Just("first word"),
        Just("prompt"),
    ];
    let ending = prop_oneof![
        Just(""),
        Just(" ignoring case"),
        Just(" ignoring punctuation"),
        Just(" ignoring case, markup, spacing"),
        Just(" ignoring typography"),
        Just(" ignoring case, typography, lookalikes, markup, spacing")
    ];
    (plain, ending).prop_map(|(n, e)| format!("{n}{e}")).boxed()
}

fn number() -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        (0i64..6).prop_map(|n| n.to_string()),
        unit().prop_map(|(_, many)| format!("count({many})")),
        needle().prop_map(|n| format!("count({n})")),
        list().prop_map(|l| format!("count({l})")),
        numbers().prop_map(|l| format!("sum({l})")),
        numbers().prop_map(|l| format!("max({l})")),
        numbers().prop_map(|l| format!("mean({l})")),
        list().prop_map(|l| format!("repeats({l})")),
    ];
    (leaf.clone(), prop_oneof![Just(""), Just(" + "), Just(" - "), Just(" * ")], leaf)
        .prop_map(|(a, op, b)| if op.is_empty() { a } else { format!("({a}{op}{b})") })
        .boxed()
}

fn numbers() -> BoxedStrategy<String> {
    prop_oneof![
        unit().prop_map(|(one, _)| format!("[count(characters) for each {one}]")),
        unit().prop_map(|(one, _)| format!("[count(words) + 1 for each {one}]")),
        Just("[1, 2, 3]".to_owned()),
        unit().prop_map(|(one, _)| format!("[number(it) for each {one}]")),
        Just("[level() for each line]".to_owned()),
        Just("[level() of b for each b in bullets of response]".to_owned()),
        Just("[count(subitems() of b) for each b in bullets of prompt]".to_owned()),
        Just("[remainder(syllables(w), 2) for each w in tokens of lower(response)]".to_owned()),
        Just("[n * 2 for each n in [1, 2, count(words)]]".to_owned()),
    ]
    .boxed()
}

fn list() -> BoxedStrategy<String> {
    prop_oneof![
        unit().prop_map(|(_, many)| many.to_owned()),
        needle().prop_map(|n| format!("matches({n})")),
        Just("split(\"\\n\")".to_owned()),
        Just("without_blank_ends(split(/\\s*a\\s*/))".to_owned()),
        Just("distinct(words)".to_owned()),
        Just("odd(words)".to_owned()),
        Just("every(2, reversed(lines))".to_owned()),
        Just("distinct(windows(2, code_points))".to_owned()),
        Just("common(windows(2, words), windows(2, words of prompt))".to_owned()),
        Just("[lower(trim(it)) for each line]".to_owned()),
        Just("[first word for each line]".to_owned()),
        Just("distinct([last letter for each word])".to_owned()),
        Just("sorted([first digit for each token])".to_owned()),
        Just("[(w, number(w)) for each w in words]".to_owned()),
    ]
    .boxed()
}

fn range() -> BoxedStrategy<String> {
    prop_oneof![
        (0i64..9).prop_map(|n| format!("{n}..")),
        (0i64..9).prop_map(|n| format!("..{n}")),
        (0i64..5, 0i64..5).prop_map(|(a, b)| format!("{a}..{}", a + b)),
        (0i64..5).prop_map(|n| n.to_string()),
    ]
    .boxed()
}

fn comparison() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("="), Just("!="), Just("<"), Just("<="), Just(">"), Just(">=")]
}

fn response() -> BoxedStrategy<String> {
    let piece = prop_oneof![
        Just("a"),
        Just("On"),
        Just("b c "),
        Just(". "),
        Just("!"),
        Just("\n"),
        Just("\n\n"),
        Just("- x"),
        Just("- x\n    - x\n"),
        Just("# A\n"),
        Just(" "),
        Just("K"),
        Just("é"),
        Just("İ"),
        Just("字"),
        Just("{\"a\": 1}"),
        Just("*on*"),
        Just("7"),
        Just("Dr. B"),
        Just("ß"),
        Just("о"),
        Just("e\u{301}"),
        Just("\u{AD}"),
        Just("ข้า"),
        Just("> "),
        Just("1. "),
        Just("```\n"),
        Just("\n===\n"),
        Just("|a|\n|-|\n|1|\n"),
    ];
    prop::collection::vec(piece, 0..14).prop_map(|v| v.concat()).boxed()
}

fn program(claim: &str) -> Option<Program> {
    let (resolved, _) = resolve_standard(&[], &[claim.to_owned()]);
    resolved.complete().ok()
}

/// Judgements without what only explains: the plan may point at more, and its errors name other steps.
fn essence(j: &Judgement) -> (String, u64, Option<String>) {
    let truth = match &j.truth {
        Truth::Error(_) => "error".to_owned(),
        other => format!("{other:?}"),
    };
    let score = if matches!(j.truth, Truth::Error(_)) { 0.0 } else { j.score };
    let measured =
        if matches!(j.truth, Truth::Error(_)) { None } else { j.measured.as_ref().map(|m| format!("{m:?}")) };
    (truth, (score * 1e9).round() as u64, measured)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_global_rejects: 1_000_000, ..ProptestConfig::default() })]

    #[test]
    fn the_plan_agrees_with_the_plain_evaluator(claim in claim(), texts in prop::collection::vec(response(), 1..5)) {
        let Some(program) = program(&claim) else { return Err(TestCaseError::reject("it does not type")) };
        // Nested too deep with the negation around it, now and then.
        let negated = self::program(&format!("not ({claim})"));
        let requirement = &program.tasks[0].requirements[0];
        let mut binder = PlanBuilder::new(&program);
        let bound = binder.claim(&requirement.claim, requirement.frame);
        let root = Root { id: String::new(), phrase: String::new(), claim: bound.clone().map_err(String::from), judge: Vec::new() };
        let plan = binder.finish(vec![root]);
        let json = serde_json::to_string(&plan).unwrap();
        let plan: Plan = serde_json::from_str(&json).unwrap();
        let prepared = CompiledPlan::new(plan).unwrap();
        let mut carried: Option<Evaluator<'_, '_>> = None;
        for text in &texts {
            let (subject, cache) = (Subject::new(text, Some("On a b")), CompileCache::default());
            let context = subject.context(&cache, true);
            let plain = reference::judge_claim(&program, &requirement.claim, requirement.frame, &context);
            let fast = match &bound {
                Ok(id) => Evaluator::new(&prepared, Subject::new(text, Some("On a b"))).explain(*id),
                Err(fault) => Judgement::error(fault.clone()),
            };
            prop_assert_eq!(essence(&fast), essence(&plain), "{} on {:?}", &claim, text);
            if let Ok(id) = bound {
                // One evaluator goes from text to text, as through the loose views: the truth first, then why.
                let subject = Subject::new(text, Some("On a b"));
                let mut viewer = match carried.take() {
                    Some(evaluator) => evaluator.read(subject),
                    None => Evaluator::new(&prepared, subject),
                };
                let truth = Judgement { truth: viewer.truth(id), ..plain.clone() };
                prop_assert_eq!(essence(&truth), essence(&plain), "{} on {:?}, its truth", &claim, text);
                let again = viewer.explain(id);
                prop_assert_eq!(essence(&again), essence(&plain), "{} on {:?}, again", &claim, text);
                carried = Some(viewer);
            }
            let verdict = fast.clone().verdict(text, |_| None);
            for Part { start, end } in verdict.evidence.spans {
                let inside = text.get(start as usize..end as usize);
                prop_assert!(start <= end && inside.is_some(), "{claim} on {text:?}: {start}..{end}");
            }
            prop_assert_eq!(fast.score >= 1.0, fast.holds(), "{}", &claim);
            prop_assert!((0.0..=1.0).contains(&fast.score), "{}: {}", &claim, fast.score);
            if let Truth::Error(reason) = &plain.truth {
                let internal = matches!(**reason, Fault::Internal(_));
                prop_assert!(!internal, "{} on {:?}: {}", &claim, text, reason);
            }
            let swapped = match (&plain.truth, &negated) {
                (_, None) => continue,
                (Truth::Holds, _) => "Fails",
                (Truth::Fails, _) => "Holds",
                (Truth::Absent, _) => "Absent",
                (Truth::Error(_), _) => "error",
            };
            let negated = negated.as_ref().map(|program| {
                let requirement = &program.tasks[0].requirements[0];
                essence(&reference::judge_claim(program, &requirement.claim, requirement.frame, &context)).0
            });
            prop_assert_eq!(negated.as_deref(), Some(swapped), "not ({}) on {:?}", &claim, text);
        }
    }
}

/// `PROPTEST_CASES` if set; else enough for every run.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|v| v.parse().ok()).unwrap_or(2000)
}

#[test]
fn most_random_claims_type() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let typed =
        (0..300).filter(|_| program(&claim().new_tree(&mut runner).unwrap().current()).is_some()).count();
    assert!(typed > 200, "only {typed} of 300 random claims type");
}

#[test]
fn a_claim_of_which_the_truth_was_asked_is_explained_later() {
    let program = program("prompt != prompt ignoring case").unwrap();
    let requirement = &program.tasks[0].requirements[0];
    let mut binder = PlanBuilder::new(&program);
    let id = binder.claim(&requirement.claim, requirement.frame).unwrap();
    let prepared = binder.compile(Vec::new()).unwrap();
    let mut evaluator = Evaluator::new(&prepared, Subject::new("a", Some("b")));
    assert_eq!(evaluator.truth(id), Truth::Fails);
    assert!(evaluator.explain(id).measured.is_some());
}

#[test]
fn equal_texts_in_different_places_are_told_apart() {
    let text = "- apple\n- pear\n    - apple\n";
    for claim in [
        "sum([level() of b for each b in bullets]) = 4",
        "count(bullets where level() = 2) = 1",
        "sum([count(subitems() of b) + 0 for each b in bullets]) = 1",
        "sum([level() of b for each b in bullets of prompt]) = 4",
        "each b in bullets: level() of b = 1 or level() of b = 2",
        "(some b in bullets: count(words of following(b)) = 0) and some b in bullets: count(words of following(b)) = 2",
    ] {
        let program = program(claim).unwrap();
        let requirement = &program.tasks[0].requirements[0];
        let mut binder = PlanBuilder::new(&program);
        let id = binder.claim(&requirement.claim, requirement.frame).unwrap();
        let prepared = CompiledPlan::new(binder.finish(Vec::new())).unwrap();
        let judged = Evaluator::new(&prepared, Subject::new(text, Some(text))).explain(id);
        assert!(judged.holds(), "{claim}: {judged:?}");
    }
}

#[test]
fn both_evaluators_agree_on_every_example_of_the_standard_library() {
    let modules: Vec<String> = STANDARD_LIBRARY.iter().map(|(name, _)| (*name).to_owned()).collect();
    let (resolved, _) = resolve_standard(&modules, &[]);
    let program = resolved.complete().unwrap();
    let mut compared = 0;
    for constraint in &program.constraints {
        for example in &constraint.examples {
            let arguments = crate::arguments(&program, example).unwrap();
            let mut binder = PlanBuilder::new(&program);
            let claim = binder.apply(constraint.definition, &arguments, constraint.span).unwrap();
            let prepared = CompiledPlan::new(binder.finish(Vec::new())).unwrap();
            let subject = || Subject::new(&example.response, example.prompt.as_deref());
            let (own, cache) = (subject(), CompileCache::default());
            let context = own.context(&cache, true);
            let plain = reference::judge(&program, constraint.definition, &arguments, &context);
            let fast = Evaluator::new(&prepared, subject()).explain(claim);
            assert_eq!(
                essence(&fast),
                essence(&plain),
                "{} on {:?}",
                constraint.full_name(),
                example.response
            );
            compared += 1;
        }
    }
    assert!(compared > 50);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    /// Enough literals to be searched in one pass, that overlap one another and themselves, in texts with letters
    /// that only Unicode folds.
    #[test]
    fn literals_found_in_one_pass_are_those_found_one_by_one(text in "[abkK\u{212A}\u{17F} s.]{0,24}") {
        let claim = "count(\"a\") in 1.. and count(\"aa\") in 0.. and count(\"ab\" ignoring case) in 1.. and contains(word \"ka\") \
            and count(/\\bb\\b/i) in 0..1 and contains(\"KS\" ignoring case) and count(\"aba\") in 0..2 and not contains(\"bb\")";
        let program = program(claim).unwrap();
        let Kind::And(claims) = program.tasks[0].requirements[0].claim.kind.as_ref() else { panic!() };
        let mut binder = PlanBuilder::new(&program);
        let ids: Vec<u32> = claims.iter().map(|c| binder.claim(c, 1).unwrap()).collect();
        let prepared = CompiledPlan::new(binder.finish(Vec::new())).unwrap();
        prop_assert!(prepared.pool.members.len() >= 8);
        let mut evaluator = Evaluator::new(&prepared, Subject::new(&text, None));
        let (subject, cache) = (Subject::new(&text, None), CompileCache::default());
        for (id, claim) in ids.iter().zip(claims) {
            let plain = reference::judge_claim(&program, claim, 1, &subject.context(&cache, true));
            prop_assert_eq!(essence(&evaluator.explain(*id)), essence(&plain), "{:?} on {:?}", claim.kind, &text);
        }
    }

    /// Runs of few characters are compared as numbers.
    #[test]
    fn runs_of_characters_are_the_same_where_their_texts_are(text in "[abé😀 ]{0,12}", prompt in "[abé😀 ]{0,12}", n in 1usize..6) {
        let runs = |text: &str| -> Vec<String> {
            let characters: Vec<char> = text.chars().collect();
            characters.windows(n).map(|run| run.iter().collect()).collect()
        };
        let (own, other) = (runs(&text), runs(&prompt));
        let distinct: std::collections::BTreeSet<&String> = own.iter().collect();
        let shared = own.iter().filter(|run| other.contains(run)).count();
        let claim = format!(
            "count(distinct(windows({n}, code_points))) = {} and \
             count(common(windows({n}, code_points), windows({n}, code_points of prompt))) = {shared}",
            distinct.len()
        );
        let program = program(&claim).unwrap();
        let (subject, cache) = (Subject::new(&text, Some(&prompt)), CompileCache::default());
        let context = subject.context(&cache, true);
        let judged = reference::judge_claim(&program, &program.tasks[0].requirements[0].claim, 1, &context);
        prop_assert!(judged.holds(), "{claim}: {judged:?}");
    }
}
