#![expect(clippy::disallowed_methods, reason = "the published schema is a file")]

use super::*;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceMap, Span};
use crate::task::{Asked, Record};
use crate::text::Part;
use crate::verify::{ConstraintVerdict, Evidence, Measured, Outcome, PerReading, Reading, Readings, Verdict};
use proptest::prelude::*;
use serde_json::{Value, json};

const BOTH: Readings = Readings::Both;
const RESPONSE: &str = "Raymond III, Count of Tripoli, was a pivotal figure in the Latin East.\nHe was born around 1140, \
     a son of Raymond II of Tripoli. His early life included a period of captivity.\n\nLater, he was released.";

fn verdict(
    outcome: Outcome,
    score: f64,
    measured: Option<Measured>,
    bound: &str,
    spans: &[(u32, u32)],
) -> Verdict {
    let spans = spans.iter().map(|&(start, end)| Part { start, end }).collect();
    let bound = (!bound.is_empty()).then(|| bound.to_owned());
    Verdict { outcome, score, evidence: Evidence { measured, bound, spans, rule: None } }
}

fn constraint(id: &str, phrase: &str, strict: Verdict, loose: Option<Verdict>) -> ConstraintVerdict {
    let loose = loose.unwrap_or_else(|| strict.clone());
    ConstraintVerdict {
        id: id.into(),
        phrase: phrase.into(),
        verdicts: PerReading::new(Some(strict), Some(loose)),
        loose_view: "without the first line",
    }
}

fn passed() -> Verdict {
    verdict(Outcome::Satisfied, 1.0, Some(Measured::Int(3)), "at least 3", &[])
}

fn commas() -> ConstraintVerdict {
    let spans: Vec<(u32, u32)> =
        RESPONSE.match_indices(',').map(|(at, _)| (at as u32, at as u32 + 1)).collect();
    let failed = verdict(Outcome::Unsatisfied, 0.25, Some(Measured::Int(4)), "exactly 0", &spans);
    constraint("punctuation:no_comma", "Do not use any commas.", failed, Some(passed()))
}

fn words() -> ConstraintVerdict {
    let whole = [(0, RESPONSE.len() as u32)];
    let failed = verdict(Outcome::Unsatisfied, 0.1, Some(Measured::Int(33)), "at least 300", &whole);
    constraint("length_constraints:number_words", "Answer with at least 300 words.", failed, None)
}

fn broken() -> ConstraintVerdict {
    let error = Verdict::error("the argument `num_words` is missing");
    constraint("length_constraints:number_words", "", error.clone(), Some(error))
}

fn record(key: Value, line: u64, verdicts: Vec<ConstraintVerdict>) -> CheckedRecord {
    let record = Record::new(key, line, RESPONSE, Asked::Given);
    CheckedRecord { record, verdicts, readings: BOTH }
}

fn run() -> Vec<CheckedRecord> {
    let fine = |id: &str| constraint(id, "Give at least 3 <b>.", passed(), None);
    vec![
        record(json!(1000), 1, vec![commas(), words()]),
        record(json!("a & \"b\""), 2, vec![fine("punctuation:no_comma")]),
        record(json!(1002), 4, vec![fine("detectable_format:title"), broken()]),
    ]
}

fn bad_line() -> BadLine {
    let diagnostic = Diagnostic::error(Code::BadRecord, "not valid JSON: trailing characters (column 32)");
    BadLine { line: 3, key: None, diagnostic }
}

fn summary() -> Summary {
    let mut summary = Summary { bad_lines: 1, traces_removed: 2, traces_unclosed: 1, ..Summary::default() };
    run().iter().for_each(|record| summary.add(record));
    summary
}

fn report<'w>(reporter: &mut (dyn Reporter + 'w)) {
    for (at, record) in run().iter().enumerate() {
        if at == 2 {
            reporter.problem(&bad_line()).unwrap();
        }
        reporter.record(record).unwrap();
    }
    reporter.finish(&summary()).unwrap();
}

fn written(make: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    make(&mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn text() {
    insta::assert_snapshot!(written(|out| report(&mut TextReporter::new(
        out,
        BOTH,
        Paint::new(false),
        false
    ))));
}

#[test]
fn text_in_colour() {
    let text = written(|out| report(&mut TextReporter::new(out, BOTH, Paint::new(true), false)));
    insta::assert_snapshot!(text.replace('\x1b', "^"));
}

#[test]
fn text_of_a_single_response() {
    let record = record(json!("-"), 1, vec![commas(), constraint("title", "", passed(), None)]);
    let mut summary = Summary::default();
    summary.add(&record);
    insta::assert_snapshot!(written(|out| {
        let mut reporter = TextReporter::new(out, BOTH, Paint::new(false), false).single();
        reporter.record(&record).unwrap();
        reporter.finish(&summary).unwrap();
    }));
}

#[test]
fn only_the_first_failures_unless_all_are_asked_for() {
    let shown = |all| {
        written(|out| {
            let mut reporter = TextReporter::new(out, BOTH, Paint::new(false), all);
            (0..12).for_each(|line| reporter.record(&record(json!(line), line, vec![words()])).unwrap());
            reporter.finish(&Summary::default()).unwrap();
        })
    };
    assert_eq!(shown(true).matches("FAIL").count(), 12);
    assert_eq!(shown(false).matches("FAIL").count(), 10);
    assert!(shown(false).contains("… and 2 more failures; --explain shows all"));
}

#[test]
fn json_document() {
    let text = written(|out| report(&mut JsonReporter::new(out, BOTH)));
    let parsed: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(parsed["failures"].as_array().unwrap().len(), 4);
    insta::assert_snapshot!(text);
    let empty = written(|out| JsonReporter::new(out, BOTH).finish(&Summary::default()).unwrap());
    assert_eq!(serde_json::from_str::<Value>(&empty).unwrap()["failures"], json!([]));
}

#[test]
fn json_lines() {
    let text = written(|out| report(&mut JsonlReporter::new(out, BOTH)));
    for line in text.lines() {
        serde_json::from_str::<Value>(line).unwrap();
    }
    insta::assert_snapshot!(text);
}

#[test]
fn json_lines_leave_out_what_was_not_asked() {
    let mut checked = record(json!(1), 1, vec![commas()]);
    checked.readings = Readings::LOOSE;
    checked.verdicts[0].verdicts[Reading::Strict] = None;
    let expected = json!({"key": 1, "loose": true, "constraints": [{"id": "punctuation:no_comma", "loose": true,
        "score": 1.0, "measured": 3, "bound": "at least 3", "spans": []}]});
    assert_eq!(serde_json::to_value(RecordReport::of(&checked)).unwrap(), expected);
}

#[test]
fn junit() {
    insta::assert_snapshot!(written(|out| report(&mut JunitReporter::new(out, "runs/a<b>.jsonl"))));
}

#[test]
fn github() {
    insta::assert_snapshot!(written(|out| report(&mut GithubReporter::new(out, BOTH, "runs/a,b.jsonl"))));
}

#[test]
fn diagnostics_with_and_without_a_place() {
    let mut sources = SourceMap::default();
    let file = sources.add("rules.hir", "constraint a {\n  require count(wrods) in 3..\n}\n");
    let diagnostic = Diagnostic::error(Code::UnknownUnit, "no unit of text is called `wrods`")
        .at(Span::new(file, 31, 36), "not a unit")
        .help("did you mean `words`?");
    let record = at_line(&bad_line().diagnostic, "responses.jsonl", 17).help("one object a line");
    let paint = Paint::new(false);
    insta::assert_snapshot!(render(&diagnostic, &sources, paint) + "\n" + &render(&record, &sources, paint));
}

#[test]
fn a_record_with_an_error_has_no_outcome() {
    let checked = record(json!(1), 1, vec![words(), broken()]);
    assert_eq!(checked.truth(Reading::Strict), None);
    let summary = summary();
    assert_eq!((summary.prompts.n, summary.prompts.errors), (3, 1));
    assert_eq!(summary.prompts.of(Reading::Strict), Accuracy { judged: 2, satisfied: 1 });
    assert_eq!(summary.instructions.errors, 1);
}

/// A text, a document or a workflow that shows two outcomes alike would let one pass for the other.
#[test]
fn every_renderer_tells_the_four_outcomes_apart() {
    let outcomes = [
        Outcome::Satisfied,
        Outcome::Unsatisfied,
        Outcome::Unverified(vec!["Is it kind?".to_owned()]),
        Outcome::Error("no such id".into()),
    ];
    type Make = for<'w> fn(&'w mut Vec<u8>) -> Box<dyn Reporter + 'w>;
    let renderers: [(&str, Make); 6] = [
        ("text", |out| Box::new(TextReporter::new(out, BOTH, Paint::new(false), true))),
        ("one text", |out| Box::new(TextReporter::new(out, BOTH, Paint::new(false), true).single())),
        ("json", |out| Box::new(JsonReporter::new(out, BOTH))),
        ("jsonl", |out| Box::new(JsonlReporter::new(out, BOTH))),
        ("junit", |out| Box::new(JunitReporter::new(out, "r.jsonl"))),
        ("github", |out| Box::new(GithubReporter::new(out, BOTH, "r.jsonl"))),
    ];
    for (name, make) in renderers {
        let mut shown = std::collections::BTreeSet::new();
        for outcome in &outcomes {
            let verdict = Verdict { outcome: outcome.clone(), score: 0.5, evidence: Evidence::default() };
            let checked = record(json!(1), 1, vec![constraint("id", "Say it.", verdict, None)]);
            let mut summary = Summary::default();
            summary.add(&checked);
            let text = written(|out| {
                let mut reporter = make(out);
                reporter.record(&checked).unwrap();
                reporter.finish(&summary).unwrap();
            });
            shown.insert(text);
        }
        assert_eq!(shown.len(), outcomes.len(), "{name}");
    }
}

/// The schema that is published is that of the types. `HIRC_BLESS=1` writes it anew.
#[test]
fn the_published_schema_is_that_of_the_types() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/report.schema.json");
    let schema = json!({
        "record": schemars::schema_for!(RecordReport<'static>),
        "failure": schemars::schema_for!(FailureReport<'static>),
        "problem": schemars::schema_for!(ProblemReport<'static>),
    });
    let text = format!("{schema:#}\n");
    if std::env::var_os("HIRC_BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        text,
        "HIRC_BLESS=1 cargo test -p hirc writes it anew"
    );
}

#[test]
fn percentages_never_claim_all_or_none_falsely() {
    let shown = [0.0, 0.0001, 0.5, 0.99999, 1.0].map(table::percent);
    assert_eq!(shown, ["0.0 %", "0.1 %", "50.0 %", "99.9 %", "100.0 %"]);
}

#[test]
fn excerpts_stay_short_and_safe() {
    let shown = |text: &str, spans: &[(u32, u32)]| {
        let spans: Vec<Part> = spans.iter().map(|&(start, end)| Part { start, end }).collect();
        excerpts(text, &spans, Paint::new(false))
    };
    assert_eq!(shown("", &[(0, 0)]), ["(empty)"]);
    assert_eq!(shown("a\x1b[31m\tb", &[]), ["a␛[31m b"]);
    assert_eq!(shown("one two", &[(4, 7)]), ["one ⟦two⟧"]);
    assert_eq!(shown("é", &[(1, 9)]), ["⟦é⟧"]);
    let long = "x".repeat(10_000);
    assert!(shown(&long, &[(0, 10_000)])[0].chars().count() < 100);
    let far: Vec<(u32, u32)> = (0..50).map(|at| (at * 200, at * 200 + 1)).collect();
    assert_eq!(shown(&long, &far).len(), 4);
    assert_eq!(shown(&long, &far)[3], "… and 47 more places");
}

proptest! {
    #[test]
    fn any_spans_in_any_text_can_be_shown(text in "\\PC{0,80}|[\\x00-\\x1fé€\n]{0,40}", spans in proptest::collection::vec((0u32..300, 0u32..300), 0..12)) {
        let spans: Vec<Part> = spans.iter().map(|&(start, end)| Part { start, end }).collect();
        for line in excerpts(&text, &spans, Paint::new(false)) {
            prop_assert!(!line.chars().any(char::is_control));
        }
    }

    #[test]
    fn merging_does_not_depend_on_grouping(cut in 0usize..3) {
        let records = run();
        let (mut left, mut right) = (Summary::default(), Summary::default());
        records[..cut].iter().for_each(|record| left.add(record));
        records[cut..].iter().for_each(|record| right.add(record));
        right.merge(&left);
        let mut whole = Summary::default();
        records.iter().for_each(|record| whole.add(record));
        prop_assert_eq!(right, whole);
    }
}
