use super::*;
use crate::Exit;
use crate::diagnostic::{Code, Diagnostic};
use crate::report::Summary;
use crate::task::{Asked, BATCH_LINES, ParseOptions, Record, RecordChecker, Source};
use crate::text::Part;
use crate::verify::{
    AS_GIVEN, ConstraintVerdict, Evidence, Measured, Outcome, PerReading, Reading, Readings, Verdict,
};
use hirc::pipeline::{Consumer, Finding, Pipeline};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::io::{self, BufRead, BufReader, Read, Write};

/// "The response has a `y`", under every id that is asked for. The id `broken` can't be told, the task `unknown` neither.
struct Stub;

impl RecordChecker for Stub {
    fn judge(&self, record: &Record, readings: Readings) -> Result<Vec<ConstraintVerdict>, Diagnostic> {
        let ids = match &record.asked {
            Asked::Task(name) if name == "unknown" => {
                return Err(Diagnostic::error(Code::UnknownId, "no task is called `unknown`"));
            }
            Asked::Task(_) | Asked::Given => vec!["has_y".to_owned()],
            Asked::Instructions(list) => list.iter().map(|instruction| instruction.id.clone()).collect(),
        };
        if record.response == "panic" {
            panic!("the checker is broken");
        }
        Ok(ids.into_iter().map(|id| judged(id, &record.response, readings)).collect())
    }
}

fn judged(id: String, response: &str, readings: Readings) -> ConstraintVerdict {
    let verdict = if id == "broken" {
        Verdict::error("no such id")
    } else {
        let found = response.contains('y');
        let outcome = if found { Outcome::Satisfied } else { Outcome::Unsatisfied };
        let spans = vec![Part { start: 0, end: response.len() as u32 }];
        let measured = Some(Measured::Int(i64::from(found)));
        let evidence = Evidence { measured, bound: Some("at least 1".into()), spans, rule: None };
        Verdict { outcome, score: f64::from(u8::from(found)), evidence }
    };
    let asked = |reading| readings.contains(reading).then(|| verdict.clone());
    ConstraintVerdict {
        id,
        phrase: "Use the letter y.".into(),
        verdicts: PerReading::new(asked(Reading::Strict), asked(Reading::Loose)),
        loose_view: AS_GIVEN,
    }
}

fn options(format: Format, jobs: usize) -> CheckOptions {
    CheckOptions { format, jobs, input: "r.jsonl".into(), ..CheckOptions::default() }
}

fn check(input: &str, options: &CheckOptions) -> (Exit, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let before = Summary::default();
    let exit = check_records(input.as_bytes(), Source::Record, before, &Stub, options, &mut out, &mut err);
    (exit, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

const MIXED: &str = "\u{feff}{\"task\": \"a\", \"response\": \"yes\"}\r\n\n{\"task\": \"b\", \"response\": \"no\"}\n\
    not json\n{\"task\": \"unknown\", \"key\": 5, \"response\": \"y\"}\n\
    {\"key\": 7, \"instruction_id_list\": [\"has_y\", \"broken\"], \"response\": \"y\"}";

#[test]
fn everything_is_reported_and_the_exit_code_is_the_worst() {
    let (exit, out, err) = check(MIXED, &options(Format::Text, 2));
    assert_eq!(exit, Exit::BadInput);
    insta::assert_snapshot!(format!("{out}--- stderr\n{err}"));
}

#[test]
fn every_record_has_a_line_of_json() {
    let (_, out, _) = check(MIXED, &options(Format::Jsonl, 1));
    let keys: Vec<Value> =
        out.lines().map(|l| serde_json::from_str::<Value>(l).unwrap()["key"].clone()).collect();
    assert_eq!(keys, [json!("a"), json!("b"), Value::Null, json!(5), json!(7)]);
    let last: Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
    assert_eq!(last["strict"], Value::Null);
    assert_eq!(last["constraints"][0]["strict"], json!(true));
    assert_eq!(last["constraints"][1]["error"], json!("no such id"));
}

#[test]
fn exit_codes() {
    let code = |lines: &str, change: fn(&mut CheckOptions)| {
        let mut options = options(Format::Text, 1);
        change(&mut options);
        check(lines, &options).0
    };
    let (yes, no) = ("{\"task\":\"a\",\"response\":\"y\"}\n", "{\"task\":\"a\",\"response\":\"n\"}\n");
    assert_eq!(code(yes, |_| {}), Exit::Success);
    assert_eq!(code(&(yes.to_owned() + no), |_| {}), Exit::Failed);
    assert_eq!(code(&(yes.to_owned() + no), |o| o.fail_under = Some(0.5)), Exit::Success);
    assert_eq!(code(&(yes.to_owned() + no), |o| o.fail_under = Some(0.51)), Exit::Failed);
    assert_eq!(code(&(yes.to_owned() + "{"), |o| o.fail_under = Some(0.0)), Exit::BadInput);
    assert_eq!(code("\n \n", |_| {}), Exit::BadInput);
    assert_eq!(code(yes, |o| o.only = vec!["other".into()]), Exit::BadInput);
    assert_eq!(code(no, |o| o.readings = Readings::LOOSE), Exit::Failed);
}

#[test]
fn only_the_selected_ids_count() {
    let line = "{\"key\":1,\"instruction_id_list\":[\"has_y\",\"broken\"],\"response\":\"y\"}\n";
    let mut options = options(Format::Json, 1);
    options.only = vec!["has_y".into()];
    let (exit, out, _) =
        check(&(line.to_owned() + "{\"instruction_id_list\":[\"broken\"],\"response\":\"\"}"), &options);
    let out: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(exit, Exit::Success);
    assert_eq!((&out["prompts"]["n"], &out["skipped"]), (&json!(1), &json!(1)));
    options.only.push("has_z".into());
    let (exit, _, said) = check(line, &options);
    assert_eq!(exit, Exit::BadInput);
    assert!(said.contains("no record is asked for `has_z`"), "{said}");
}

#[test]
fn traces_are_counted_in_the_report() {
    let mut options = options(Format::Text, 1);
    options.strip_thinking = true;
    let lines =
        ["<think>y</think>n", "<think>y", "y"].map(|r| json!({"task": "a", "response": r}).to_string());
    let (_, out, _) = check(&lines.join("\n"), &options);
    assert!(out.contains("1 reasoning trace removed, 1 unclosed (judged as an empty answer)"), "{out}");
    assert!(out.contains("3 responses: 1 satisfied, 2 failed"), "{out}");
    options.format = Format::Jsonl;
    assert!(check(&lines.join("\n"), &options).2.starts_with("note: 1 reasoning trace removed"));
}

#[test]
fn one_text() {
    let run = |text: &[u8]| {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = check_text(text, &Stub, &options(Format::Text, 1), &mut out, &mut err);
        (exit, String::from_utf8(out).unwrap() + &String::from_utf8(err).unwrap())
    };
    assert_eq!(run(b"why").0, Exit::Success);
    assert_eq!(run(b"\xff"), (Exit::BadInput, "error[bad-record]: r.jsonl: not valid UTF-8\n".into()));
    let (exit, text) = run(b"no");
    assert_eq!(exit, Exit::Failed);
    assert!(text.contains("1 constraint: 0 satisfied, 1 failed"), "{text}");
}

#[test]
fn joined_records_say_what_was_left() {
    let prompts = "{\"key\":1,\"task\":\"a\"}\n{\"key\":2,\"task\":\"b\"}\n{\"prompt\":\"p\"}\n";
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let options = options(Format::Text, 2);
    let (prompts, before) = read_prompts(prompts.as_bytes(), "p.jsonl", &options, &mut err);
    let responses = "{\"key\":1,\"response\":\"y\"}\n{\"key\":3,\"response\":\"y\"}\n";
    let source = Source::Prompts(&prompts);
    let exit = check_records(responses.as_bytes(), source, before, &Stub, &options, &mut out, &mut err);
    let (out, err) = (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap());
    assert_eq!(exit, Exit::BadInput);
    assert!(out.contains("1 prompt without a response") && out.contains("2 bad lines"), "{out}");
    assert!(
        err.contains("p.jsonl:3: ") && err.contains("error[unjoined]: r.jsonl:2: no prompt has the key `3`"),
        "{err}"
    );
}

/// Lets a few writes through, then is closed.
struct Closed(usize);

impl Write for Closed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        self.0 -= 1;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_closed_pipe_ends_the_run_quietly() {
    for jobs in [1, 4] {
        let endless = BufReader::new(io::repeat(b'x').take(1 << 20).chain(endless_records()));
        let mut err = Vec::new();
        let options = CheckOptions { strip_thinking: true, ..options(Format::Jsonl, jobs) };
        let (source, before) = (Source::Record, Summary::default());
        check_records(endless, source, before, &Stub, &options, &mut Closed(2), &mut err);
        let err = String::from_utf8(err).unwrap();
        assert!(!err.contains("can't be written"), "{err}");
    }
}

fn endless_records() -> impl Read + Send {
    struct Endless(usize);
    const LINE: &[u8] = b"\n{\"task\":\"a\",\"response\":\"y\"}";
    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            for byte in buffer.iter_mut() {
                *byte = LINE[self.0 % LINE.len()];
                self.0 += 1;
            }
            Ok(buffer.len())
        }
    }
    Endless(0)
}

#[test]
fn an_unreadable_input_is_said_after_what_could_be_read() {
    struct Torn;
    impl Read for Torn {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("torn"))
        }
    }
    for jobs in [1, 3] {
        let reader = BufReader::new(b"{\"task\":\"a\",\"response\":\"y\"}\n".chain(Torn));
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let options = options(Format::Jsonl, jobs);
        let (source, before) = (Source::Record, Summary::default());
        let exit = check_records(reader, source, before, &Stub, &options, &mut out, &mut err);
        assert_eq!((exit, out.iter().filter(|&&b| b == b'\n').count()), (Exit::BadInput, 2));
        assert!(String::from_utf8(err).unwrap().contains("r.jsonl:2: can't be read from here on: torn"));
    }
}

#[test]
fn a_panic_in_the_checker_does_not_hang() {
    let line = |response: &str| json!({"task": "a", "response": response}).to_string() + "\n";
    let input =
        line(&"y".repeat(1 << 16)).repeat(20) + &line("panic") + &line(&"y".repeat(1 << 16)).repeat(200);
    let ended = std::panic::catch_unwind(|| check(&input, &options(Format::Jsonl, 3)));
    assert!(ended.is_err());
}

/// Remembers the order.
#[derive(Default)]
struct Seen(Vec<u64>, Summary);

impl Consumer for Seen {
    fn take(&mut self, findings: &[Finding], _: u64, _: &Summary) -> io::Result<()> {
        self.0.extend(findings.iter().map(|finding| match finding {
            Finding::Record(record) => record.record.line,
            Finding::Bad(bad) => bad.line,
        }));
        Ok(())
    }
}

fn seen(reader: impl BufRead + Send, jobs: usize) -> Seen {
    let mut seen = Seen::default();
    let pipeline = Pipeline {
        parse: ParseOptions::default(),
        checker: &Stub,
        readings: Readings::STRICT,
        only: &[],
        jobs,
        batch_lines: BATCH_LINES,
        passes: true,
    };
    let mut summary = Summary::default();
    pipeline.run(reader, &mut summary, &mut seen).unwrap();
    seen.1 = summary;
    seen
}

#[test]
fn four_jobs_keep_the_order() {
    let lines: Vec<String> =
        (0..20_000).map(|n| json!({"task": "a", "response": "n".repeat(n % 97)}).to_string()).collect();
    let input = lines.join("\n");
    let seen = seen(input.as_bytes(), 4);
    assert_eq!(seen.0, (1..=20_000).collect::<Vec<u64>>());
    assert_eq!(seen.1.prompts.n, 20_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_line_is_accounted_for(
        lines in proptest::collection::vec(
            prop_oneof![
                proptest::collection::vec(any::<u8>(), 0..30),
                Just(b"{\"task\":\"a\",\"response\":\"y\"}".to_vec()),
                Just(Vec::new()),
            ], 0..60),
        jobs in 1usize..4, capacity in 1usize..200,
    ) {
        let input = lines.join(&b'\n');
        let count = input.split(|&b| b == b'\n').count() as u64 - u64::from(input.last().is_none_or(|&b| b == b'\n'));
        let Seen(order, tally) = seen(BufReader::with_capacity(capacity, &input[..]), jobs);
        prop_assert_eq!(tally.prompts.n + tally.bad_lines + tally.blank_lines, count);
        prop_assert!(order.is_sorted());
    }
}
