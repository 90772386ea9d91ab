//! Constants are written as they are meant: in HIR's own form, and as the arguments of records.

use crate::harness::{hirc, stderr, stdout};
use hirc::load::{Files, library};
use hirc::ops::Normalisation;
use hirc::program::{Constant, Instance, Needle, Number, PatternSource, Range, Real, Target, Type};
use hirc::task::{Asked, Checker, Ordered, ordered, read_again};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;
use std::fs;
use std::process::Output;

/// The types that a parameter can have, each as HIR writes it; compound ones stand for all.
fn types() -> Vec<(&'static str, Type)> {
    let list = |ty| Type::List(Box::new(ty));
    let (float, percent) = (Type::Number(Number::Float), Type::Number(Number::Percent));
    vec![
        ("int", Type::INT),
        ("float", float.clone()),
        ("percent", percent.clone()),
        ("bool", Type::Bool),
        ("text", Type::Text),
        ("language", Type::Language),
        ("pattern", Type::Pattern),
        ("range", Type::Range(Number::Int)),
        ("range of float", Type::Range(Number::Float)),
        ("range of percent", Type::Range(Number::Percent)),
        ("list of int", list(Type::INT)),
        ("list of percent", list(percent.clone())),
        ("list of text", Type::texts()),
        ("list of pattern", list(Type::Pattern)),
        ("list of range of float", list(Type::Range(Number::Float))),
        ("list of list of text", list(Type::texts())),
        ("(text, range)", Type::Tuple(vec![Type::Text, Type::Range(Number::Int)])),
        (
            "list of (pattern, percent, list of float)",
            list(Type::Tuple(vec![Type::Pattern, percent, list(float)])),
        ),
    ]
}

fn float() -> impl Strategy<Value = f64> {
    let known =
        select(vec![0.0, -0.0, 1.0, -3.0, 0.1, 0.123456789, 1.0 / 3.0, 0.07, 1e-300, 1e300, f64::MAX]);
    prop_oneof![known, any::<f64>().prop_filter("finite", |x| x.is_finite()), 0.0..1.0]
}

fn int() -> impl Strategy<Value = i64> {
    prop_oneof![
        -5i64..400,
        any::<i64>(),
        select(vec![i64::MIN, i64::MAX, 1 << 53, (1 << 53) + 1, -(1 << 53) - 1])
    ]
}

fn text() -> impl Strategy<Value = String> {
    let pieces = vec![
        "ember", "\"", "\\", "\0", "\n", "\r\n", "\t", "\u{7f}", "\u{feff}", "{n}", "//", "/*", "⚠", "..",
        "%", " ",
    ];
    let known = vec(select(pieces), 0..4).prop_map(|parts| parts.concat());
    let control = vec((0u32..0xa0).prop_map(|c| char::from_u32(c).unwrap()), 0..6);
    prop_oneof![
        known,
        control.prop_map(String::from_iter),
        vec(any::<char>(), 0..5).prop_map(String::from_iter),
    ]
}

fn pattern() -> impl Strategy<Value = PatternSource> {
    let pieces = vec![
        "a",
        "yes",
        "\\d+",
        "/",
        "\\/",
        "\\\\",
        "[/]",
        "[{x}]",
        "[{x|raw}]",
        "a{2,3}",
        "\\p{Greek}",
        "(?i)n",
        "\"",
        "\\\"",
        "\n",
        "\r\n",
        "\\n",
        "\0",
        "\u{feff}",
        "é",
        "(?:)",
        " ",
        "#",
        "//",
        "i",
        "^",
        "$",
        "(?:a|b)",
        "\\{x}",
        "\t",
        "\\\u{1}",
    ];
    // A backslash before a control character is no pattern.
    let pieces: Vec<&str> =
        pieces.into_iter().filter(|p| hirc::text::pattern::Pattern::new(p, false).is_ok()).collect();
    (vec(select(pieces), 0..5), any::<bool>())
        .prop_map(|(parts, ignore_case)| PatternSource { source: parts.concat().into(), ignore_case })
}

fn range(of: Number) -> BoxedStrategy<Range> {
    let end = match of {
        Number::Int => (any::<i32>(), prop_oneof![Just(0), 0..31])
            .prop_map(|(n, power)| f64::from(n) * 2f64.powi(power))
            .boxed(),
        Number::Float | Number::Percent => float().boxed(),
    };
    (end.clone(), end, 0..4)
        .prop_map(move |(a, b, form)| {
            let (low, high) = (Some(Real(a.min(b))), Some(Real(a.max(b))));
            match form {
                0 => Range { low, high: None, of },
                1 => Range { low: None, high, of },
                2 => Range::exactly(a, of),
                _ => Range { low, high, of },
            }
        })
        .boxed()
}

fn constant(ty: &Type) -> BoxedStrategy<Constant> {
    match ty {
        Type::Number(Number::Int) => int().prop_map(Constant::Int).boxed(),
        Type::Number(_) => float().prop_map(|x| Constant::Float(Real(x))).boxed(),
        Type::Bool => any::<bool>().prop_map(Constant::Bool).boxed(),
        Type::Text | Type::Language => text().prop_map(|t| Constant::Text(t.into())).boxed(),
        Type::Pattern => pattern().prop_map(Constant::Pattern).boxed(),
        Type::Range(of) => range(*of).prop_map(Constant::Range).boxed(),
        Type::List(element) => vec(constant(element), 0..4).prop_map(Constant::List).boxed(),
        Type::Tuple(types) => {
            types.iter().map(constant).collect::<Vec<_>>().prop_map(Constant::Tuple).boxed()
        }
        Type::Needle => {
            use Normalisation::{Case, Markup, Punctuation, Spacing};
            let target =
                prop_oneof![text().prop_map(|t| Target::Text(t.into())), pattern().prop_map(Target::Pattern)];
            let ignoring = proptest::sample::subsequence(vec![Case, Punctuation, Markup, Spacing], 0..=4);
            (target, any::<bool>(), ignoring)
                .prop_map(|(target, whole_word, ignoring)| {
                    Constant::Needle(Needle { target, whole_word, ignoring })
                })
                .boxed()
        }
        Type::Nothing => panic!("nothing has this type"),
    }
}

/// A library with a constraint for each type.
fn of_each_type() -> Checker {
    let declared = types().into_iter().enumerate().map(|(index, (ty, _))| {
        format!("constraint c{index}(p: {ty}) {{\n    require count(words) in 1..\n    say \"{{p}}\"\n}}\n")
    });
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.hir");
    fs::write(&path, declared.collect::<String>()).unwrap();
    library(&[path], &[], &[], &Files::default()).unwrap_or_else(|p| panic!("{:?}", p.diagnostics)).0
}

/// A constant of one of the types, with its place among them.
fn typed() -> impl Strategy<Value = (usize, Constant)> {
    let each = types().into_iter().map(|(_, ty)| constant(&ty)).collect::<Vec<_>>();
    (each, any::<Index>()).prop_map(|(mut each, index)| {
        let index = index.index(each.len());
        (index, each.swap_remove(index))
    })
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn hir_reads_what_is_written((index, value) in typed()) {
        let (_, ty) = &types()[index];
        let plain = value.to_string();
        prop_assert_eq!(plain.parse::<Constant>(), Ok(value.clone()), "{}", plain);
        let source = value.literal(ty).to_string();
        prop_assert_eq!(Constant::read(&source, ty), Ok(value), "{}", source);
        prop_assert!(!source.contains(char::is_control), "{:?}", source);
    }

    #[test]
    fn hir_reads_search_terms(value in constant(&Type::Needle)) {
        let source = value.to_string();
        prop_assert_eq!(Constant::read(&source, &Type::Needle), Ok(value), "{}", source);
    }
}

#[test]
fn records_are_read_as_they_are_written() {
    let library = of_each_type();
    let program = library.program();
    let mut runner = proptest::test_runner::TestRunner::new(cases(3000));
    let read = |(index, value): (usize, Constant)| {
        let instance = Instance { constraint: u32::try_from(index).unwrap(), arguments: vec![value] };
        let order = ordered(program, &instance);
        let kwargs = Value::Object(order.kwargs.clone()).to_string();
        let kwargs: Value = serde_json::from_str(&kwargs).unwrap();
        let asked = Ordered { kwargs: kwargs.as_object().unwrap().clone(), ..order.clone() };
        let again = library.instances(&Asked::Instructions(vec![asked])).unwrap();
        prop_assert_eq!(&again, &[Ok(instance.clone())], "{}", kwargs);
        prop_assert!(read_again(&library, &[instance], &[order]).is_ok());
        Ok(())
    };
    runner.run(&typed(), read).unwrap();
}

#[test]
fn another_constraint_than_is_meant_is_found() {
    let library = of_each_type();
    let instance = |arguments| Instance { constraint: 6, arguments };
    let pattern = |ignore_case| Constant::Pattern(PatternSource { source: "yes".into(), ignore_case });
    let plain = ordered(library.program(), &instance(vec![pattern(false)]));
    let problem = read_again(&library, &[instance(vec![pattern(true)])], &[plain]).unwrap_err();
    assert_eq!(
        problem.message,
        "internal: `own.c6(/yes/i)` would be written as `own.c6` with {\"p\":\"yes\"}, which reads as `own.c6(/yes/)`"
    );
}

#[test]
fn the_forms_of_files_stay() {
    let library = of_each_type();
    let written = |index: usize, source: &str| {
        let value = Constant::read(source, &types()[index].1).unwrap();
        ordered(
            library.program(),
            &Instance { constraint: u32::try_from(index).unwrap(), arguments: vec![value] },
        )
        .kwargs["p"]
            .to_string()
    };
    let forms = [
        (0, "3", "3"),
        (1, "3", "3.0"),
        (2, "40%", "0.4"),
        (6, "/a\\/b/", "\"a/b\""),
        (6, "/yes/i", "{\"pattern\":\"yes\",\"ignore_case\":true}"),
        (7, "40..60", "\"40..60\""),
        (7, "3", "\"3\""),
        (8, "0.5..", "\"0.5..\""),
        (8, "0..1.5", "\"0..1.5\""),
        (9, "30%..80%", "\"30%..80%\""),
        (9, "..7%", "\"..7%\""),
        (16, "(\"a\", ..3)", "[\"a\",\"..3\"]"),
    ];
    for (index, source, json) in forms {
        assert_eq!(written(index, source), json, "{source}");
    }
}

#[test]
fn what_is_no_constant_is_refused() {
    for source in [
        "",
        "1; 2",
        "words",
        "prompt",
        "n",
        "/{n}/",
        "1 +",
        "pattern(\"(\")",
        "3..1",
        "lower(\"A\")",
        "9007199254740993",
    ] {
        assert!(source.parse::<Constant>().is_err(), "{source}");
    }
    assert!(Constant::read("0.4", &Type::Number(Number::Percent)).is_err());
}

// --- through the commands --------------------------------------------------------------------------

const OWN: &str = r#"constraint finds(p: pattern ~ [/yes/i, /no/i]) {
    require contains(p)
    say "Match {p}."
    accept(/yes/i) "YES"
    reject(/yes/i) "no"
}

constraint share(r: range of float) {
    require ratio(count("a"), count(characters)) in r
    say "The share of a is {r}."
    accept(0.3..0.5) "aab aa bbb"
    reject(0.3..0.5) "bbb"
}

constraint both(p: pattern, t: text) {
    require contains(p) and contains(t)
    say "Match {p} and say {t|quoted}."
    accept(/a\/b/, "x") "a/b x"
    reject(/a\/b/, "x") "x"
}

suite flags {
    prompt "Why?"
    draw 1..1 from finds
    tasks 2
}
"#;

struct Folder(tempfile::TempDir);

impl Folder {
    fn with(files: &[(&str, &str)]) -> Folder {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("own.hir"), OWN).unwrap();
        files.iter().for_each(|(name, text)| fs::write(folder.path().join(name), text).unwrap());
        Folder(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn lines(&self, name: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.path(name)).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Runs a command that knows the module.
    fn run(&self, arguments: &[&str]) -> Output {
        let folder = self.0.path().to_str().unwrap();
        hirc(&[arguments, &["--library", "own", "--library-path", folder]].concat())
    }

    /// What `hirc rewrite` makes of one record of the module.
    fn rewritten(&self, record: &Value) -> Value {
        fs::write(self.path("r.jsonl"), format!("{record}\n")).unwrap();
        let arguments = ["rewrite", &self.path("r.jsonl"), "-o", &self.path("out.jsonl")];
        let output = self.run(&arguments);
        assert!(output.status.success(), "{}", stderr(&output));
        self.lines("out.jsonl").pop().unwrap()
    }

    /// The instance that HIR reads in a task.
    fn required(&self, claim: &str) -> Instance {
        fs::write(self.path("t.hir"), format!("use own\n\ntask t {{\n    require {claim}\n}}\n")).unwrap();
        let (library, _) = library(&[self.path("t.hir").into()], &[], &[], &Files::default())
            .unwrap_or_else(|p| panic!("{claim}: {:?}", p.diagnostics));
        library.instances(&Asked::Task("t".into())).unwrap().pop().unwrap().unwrap()
    }
}

fn record(id: &str, kwargs: &Value, response: &str) -> Value {
    serde_json::json!({
        "key": 1, "prompt": "Why?", "instruction_id_list": [id, "punctuation.no_commas"],
        "kwargs": [kwargs, {}], "response": response,
    })
}

#[test]
fn a_drawn_flag_is_written_and_judged() {
    let folder = Folder::with(&[]);
    let output = hirc(&["gen", &folder.path("own.hir"), "-o", &folder.path("t.jsonl")]);
    assert!(output.status.success(), "{}", stderr(&output));
    let tasks = folder.lines("t.jsonl");
    assert_eq!(tasks.len(), 2);
    let answers: String = tasks
        .iter()
        .map(|task| {
            let kwargs = &task["kwargs"][0]["p"];
            assert_eq!(kwargs["ignore_case"], true, "{kwargs}");
            let response = kwargs["pattern"].as_str().unwrap().to_uppercase();
            format!("{}\n", serde_json::json!({"key": task["key"], "response": response}))
        })
        .collect();
    fs::write(folder.path("a.jsonl"), answers).unwrap();
    let arguments = [
        "check",
        "--tasks",
        &folder.path("own.hir"),
        "--prompts",
        &folder.path("t.jsonl"),
        &folder.path("a.jsonl"),
    ];
    let output = hirc(&arguments);
    assert!(output.status.success(), "{}{}", stdout(&output), stderr(&output));
}

#[test]
fn a_flag_survives_a_rewrite() {
    let tasks = "use own\nuse punctuation\n\ntask t {\n    prompt \"Why?\"\n    require own.finds(/yes/i)\n    require punctuation.no_commas()\n}\n";
    let folder = Folder::with(&[
        ("t.hir", tasks),
        ("r.jsonl", "{\"task\": \"t\", \"response\": \"YES, of course\"}\n"),
    ]);
    let output =
        hirc(&["rewrite", &folder.path("t.hir"), &folder.path("r.jsonl"), "-o", &folder.path("out.jsonl")]);
    assert!(output.status.success(), "{}", stderr(&output));
    let replay = &folder.lines("out.jsonl")[0];
    assert_eq!(replay["kwargs"][0]["p"], serde_json::json!({"pattern": "yes", "ignore_case": true}));
    assert_eq!(replay["changes"][0]["from"], "own.finds(/yes/i)");
    assert_eq!(replay["changes"][0]["change"], "kept");
    let again = folder.run(&["check", &folder.path("out.jsonl")]);
    assert!(again.status.success(), "{}", stdout(&again));
}

#[test]
fn every_digit_of_a_range_survives() {
    let folder = Folder::with(&[]);
    for range in ["0.123456789..0.5", "0.1..0.33333334", "0.30000000000000004..0.4"] {
        let replay = folder.rewritten(&record("own.share", &serde_json::json!({"r": range}), "a,b"));
        assert_eq!(replay["kwargs"][0]["r"], range);
        assert_eq!(replay["changes"][0]["change"], "kept");
        let from = replay["changes"][0]["from"].as_str().unwrap();
        assert_eq!(from, format!("own.share({range})"));
        assert_eq!(
            folder.required(from).arguments,
            [Constant::read(range, &Type::Range(Number::Float)).unwrap()]
        );
        let (low, high) = range.split_once("..").unwrap();
        let prompt = replay["prompt"].as_str().unwrap();
        assert!(prompt.contains(&format!("between {low} and {high}")), "{prompt}");
    }
}

#[test]
fn changes_are_told_in_hir() {
    let folder = Folder::with(&[]);
    for (source, text) in [
        ("a/b", "nul\0x"),
        ("a\\/b", "tab\tx"),
        ("a\nb", "\"\\\u{1b}"),
        ("[{x}]", "line\r\nx"),
        ("x+", "\u{feff}"),
    ] {
        let kwargs = serde_json::json!({"p": source, "t": text});
        let response = format!("a/b, a\nb {{x {text}");
        let replay = folder.rewritten(&record("own.both", &kwargs, &response));
        let from = replay["changes"][0]["from"].as_str().unwrap();
        let meant = PatternSource { source: source.into(), ignore_case: false };
        assert_eq!(
            folder.required(from).arguments,
            [Constant::Pattern(meant), Constant::Text(text.into())],
            "{from}"
        );
        assert_eq!(replay["kwargs"][0], kwargs);
    }
}
