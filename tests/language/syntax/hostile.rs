//! Whatever is thrown at the parser, it answers with diagnostics: no panic, no overflow of a small stack.

use super::random;
use hirc::diagnostic::{Code, Diagnostic};
use hirc::source::FileId;
use hirc::syntax::{format, parse_file, parse_requirements};
use proptest::prelude::*;

/// Runs in a thread with a stack of 2 MiB, as a worker would.
fn on_a_small_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(work)
        .expect("a thread starts")
        .join()
        .expect("it does not panic")
}

fn diagnostics(source: String) -> Vec<Diagnostic> {
    on_a_small_stack(move || {
        let (_, problems) = parse_file(FileId(0), &source);
        assert_eq!(format(FileId(0), &source).err().unwrap_or_default(), problems);
        check_spans(&source, &problems);
        problems
    })
}

fn check_spans(source: &str, problems: &[Diagnostic]) {
    for label in problems.iter().flat_map(|p| &p.labels) {
        assert!(source.get(label.span.range()).is_some(), "{label:?} is not in the source");
    }
}

fn body(claim: &str) -> String {
    format!("constraint a() {{\n    require {claim}\n}}\nconstraint b() {{ require c }}\n")
}

fn refused_as_too_deep(claim: &str) {
    let problems = diagnostics(body(claim));
    let codes: Vec<Code> = problems.iter().map(|p| p.code).collect();
    assert_eq!(codes, [Code::TooDeep], "{}", claim.chars().take(60).collect::<String>());
}

#[test]
fn deep_nesting_is_refused_in_one_diagnostic() {
    let n = 10_000;
    for unit in [
        "(",
        "[",
        "all { ",
        "not ",
        "- ",
        "each x: ",
        "each x in ",
        "a of ",
        "a where ",
        "a: ",
        "if a: ",
        "f(",
        "a + ",
        "a - ",
        "a * ",
        "a / ",
        "1 /2/ ",
        "[a for each ",
        "if a: b else: ",
        "each a ignoring case, case: ",
        "no a ignoring markup, spacing: ",
        "some? (a, b) in c: ",
        "2 of { ",
        "in order { ",
        "x: f(",
    ] {
        refused_as_too_deep(&unit.repeat(n));
        refused_as_too_deep(&format!("{}a", unit.repeat(n)));
    }
    refused_as_too_deep(&format!("{}a{}", "(".repeat(n), ")".repeat(n)));
    refused_as_too_deep(&format!("{}a{}", "[".repeat(n), "]".repeat(n)));
    refused_as_too_deep(&format!("{}a{}", "all { ".repeat(n), " }".repeat(n)));
}

#[test]
fn nesting_in_types_and_requirements_is_refused() {
    let deep = format!("constraint a(x: {}int) {{ }}", "list of ".repeat(10_000));
    assert_eq!(diagnostics(deep)[0].code, Code::TooDeep);
    let claim = "not ".repeat(10_000);
    let problem = on_a_small_stack(move || parse_requirements(FileId(0), &claim)).expect_err("too deep");
    assert_eq!(problem.code, Code::TooDeep);
}

#[test]
fn long_but_shallow_is_accepted() {
    for claim in [
        vec!["count(words of first line) - 1 in 1.."; 2_000].join(" and "),
        vec!["not a of b"; 2_000].join(" or "),
        format!("any {{ {} }}", vec!["each word: is lowercase"; 2_000].join("; ")),
        format!("f([{}])", vec!["(a, -1)"; 2_000].join(", ")),
    ] {
        assert_eq!(diagnostics(body(&claim)), []);
    }
}

#[test]
fn each_construct_works_up_to_the_limit() {
    for (open, close, depth) in [
        ("(", ")", 60),
        ("[", "]", 60),
        ("f(", ")", 60),
        ("all { ", " }", 60),
        ("not ", "", 60),
        ("- ", "", 60),
        ("each x: ", "", 30),
        ("a where ", "", 60),
        ("a of ", "", 60),
        ("a: ", "", 60),
        ("if a: ", "", 60),
        ("[a for each ", "]", 30),
        ("a + ", "", 60),
        ("2 of { ", " }", 30),
        ("(a where ", ")", 30),
        ("(if a: b else: ", ")", 20),
    ] {
        let claim = format!("{}a{}", open.repeat(depth), close.repeat(depth));
        assert_eq!(diagnostics(body(&claim)), [], "{claim}");
    }
}

#[test]
fn odd_bytes_are_named_and_survived() {
    for source in [
        "\0",
        "constraint \0 a() { }",
        "\u{FEFF}\u{FEFF}@",
        "\"",
        "constraint a() { say \"never closed }",
        "/",
        "constraint a() { require /never closed }",
        "é",
        "constraint é() { }",
        "///",
        "/// docs of nothing",
        "@id",
        "@id(\"x\")",
        "}",
        "constraint",
        "\\",
        "constraint a() { say \"\\",
        "constraint a() { say \"\\u{d800}\" }",
        "constraint a() { say \"\\u{110000}\" }",
        "99999999999999999999",
        "use",
        "..",
        "constraint a(\u{2028}) { }",
        "constraint a() { require 9223372036854775808 }",
        "define a() = \u{202E}",
    ] {
        assert!(!diagnostics(source.to_owned()).is_empty(), "{source:?} is accepted");
    }
}

#[test]
fn a_token_of_a_megabyte_is_read() {
    let long = "a".repeat(1 << 20);
    assert_eq!(diagnostics(format!("use {long}")), []);
    assert_eq!(diagnostics(format!("// {long}")), []);
    assert_eq!(diagnostics(body(&format!("contains(\"{long}\")"))), []);
    assert_eq!(diagnostics(body(&format!("matches(/{long}/)"))), []);
    assert_eq!(diagnostics(body(&"1".repeat(1 << 20))).len(), 1);
    let unclosed = diagnostics(body(&format!("contains(\"{long})")));
    assert!(unclosed.iter().all(|p| p.message.len() < 200), "the message repeats the token");
    assert!(!diagnostics("\"".repeat(1 << 20)).is_empty());
    assert_eq!(diagnostics("/".repeat(1 << 20)), [], "a comment");
}

fn token_soup() -> impl Strategy<Value = String> {
    let tokens = [
        "constraint",
        "define",
        "task",
        "use",
        "library",
        "require",
        "let",
        "say",
        "accept",
        "prompt",
        "each",
        "some",
        "no",
        "if",
        "else",
        "where",
        "of",
        "in",
        "is",
        "not",
        "and",
        "or",
        "all",
        "any",
        "order",
        "first",
        "a",
        "b.c",
        "?",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ":",
        ";",
        ",",
        "..",
        ".",
        "=",
        "<=",
        "~",
        "step",
        "ignoring",
        "case",
        "3",
        "2.5",
        "40%",
        "\"t\"",
        "\"",
        "/x/",
        "/",
        "//c\n",
        "///d\n",
        "//!m\n",
        "@id(\"i\")",
        "\n",
        "-",
        "+",
        "weight",
        "é",
        "\r\n",
        "\u{FEFF}",
    ];
    prop::collection::vec(prop::sample::select(tokens.to_vec()), 0..60).prop_map(|t| t.join(" "))
}

proptest! {
    #![proptest_config(random::cases(2000))]

    #[test]
    fn token_soup_is_survived(source in token_soup()) {
        survive(&source)?;
    }

    #[test]
    fn any_text_is_survived(source in any::<String>()) {
        survive(&source)?;
    }

    #[test]
    fn a_damaged_file_is_survived(file in random::file(), at in any::<prop::sample::Index>(), with in "[ -~\n]{0,3}") {
        let mut source: Vec<char> = hirc::syntax::print_file(&file).chars().collect();
        if !source.is_empty() {
            let at = at.index(source.len());
            source.splice(at..at + 1, with.chars());
        }
        survive(&source.into_iter().collect::<String>())?;
    }
}

fn survive(source: &str) -> Result<(), TestCaseError> {
    let (tree, problems) = parse_file(FileId(0), source);
    check_spans(source, &problems);
    for comment in &tree.comments {
        prop_assert!(source.get(comment.span.range()).is_some_and(|s| s.starts_with(&comment.text)));
    }
    match format(FileId(0), source) {
        Ok(once) => prop_assert_eq!(format(FileId(0), &once), Ok(once), "{}", source),
        Err(found) => prop_assert_eq!(found, problems, "{}", source),
    }
    Ok(())
}

#[test]
fn many_declarations_come_in_their_order_and_broken_ones_are_left_out() {
    let one = |i: usize| match i % 50 {
        7 => format!("constraint c{i}( {{ }}\n"),
        _ => format!("constraint c{i}() {{ require count(words) in {i}.. }}\n"),
    };
    let text: String = (0..500).map(one).collect();
    let (file, problems) = parse_file(FileId(0), &text);
    let starts: Vec<u32> = file.items.iter().map(|item| item.span.0.start).collect();
    assert_eq!((file.items.len(), problems.len()), (490, 10));
    assert!(starts.is_sorted());
    let alone: Vec<_> = (0..500).filter(|i| i % 50 != 7).map(one).collect();
    for (item, source) in file.items.iter().zip(alone) {
        assert_eq!(text.get(item.span.0.range()), Some(source.trim_end()));
    }
}
