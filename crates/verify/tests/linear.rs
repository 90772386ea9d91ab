//! Work by size: what units, functions and shipped constraints do grows no faster than the response, whatever it is made of.
//!
//! Steps and the bytes that units and builtins read are counted, not seconds, at a size and at four times that size.

#![cfg(test)]

use hirc_lang::program::{Constraint, FUNCTIONS, Instance, Program};
use hirc_library::{STANDARD_LIBRARY, resolve_standard};
use hirc_text::Unit;
use hirc_verify::{BYTES_A_STEP, CompiledPlan, arguments, compile, cost, prepare_task};

const SMALL: usize = 1_500;
const LARGE: usize = 4 * SMALL;

/// What hostile responses are made of: each is repeated up to the size.
const PIECES: [&str; 66] = [
    ".",
    "a",
    "A",
    " ",
    "\n",
    "a ",
    "a\n",
    "a\n\n",
    "a. ",
    "A. B. ",
    "Mr. ",
    "x Co. He ",
    "...a",
    "?!",
    "a.b.c.",
    "<a>",
    "<a>b",
    "<a b=\"c\">",
    "</a>",
    "<a></b>",
    "<br>",
    "<",
    "<!--",
    "<![CDATA[",
    "<a b='",
    "<?",
    "&lt;",
    "[",
    "]",
    "(",
    "([{",
    "{\"a\":",
    "[1,",
    "\"",
    "'",
    "“",
    "\\",
    "\"a\",",
    ",",
    "|",
    "|a|\n",
    "|-|\n",
    "# a\n",
    "## a\n# b\n",
    "- a\n",
    "  - a\n",
    "1. a\n",
    "> ",
    "> a\n",
    "```\n",
    "```a\nb\n```\n",
    "`",
    "*",
    "**a",
    "_a_ ",
    "~",
    "[a](b) ",
    "![a](",
    "https://a.b ",
    "#a ",
    "A: b\n",
    "1,000 ",
    "İ",
    "字",
    "😀",
    "e\u{301}",
];

fn text(piece: &str, size: usize) -> String {
    piece.repeat(size / piece.len())
}

/// A task that requires claims.
fn plan(claims: &[String]) -> CompiledPlan {
    let (resolved, _) = resolve_standard(&[], claims);
    let program = resolved.complete().unwrap_or_else(|said| panic!("{claims:?}: {said:?}"));
    prepare_task(&program, &program.tasks[0]).unwrap()
}

fn work(plan: &CompiledPlan, text: &str, prompt: &str) -> u64 {
    let cost = cost(plan, text, Some(prompt));
    cost.steps * BYTES_A_STEP + cost.bytes + cost.memory / 8
}

/// The texts on which a plan does more than the response grows.
fn excesses(name: &str, plan: &CompiledPlan, pieces: &[&str]) -> Vec<String> {
    let grown = pieces.iter().filter_map(|piece| {
        // The prompt is not the model's: what compares it with the response may take the product of both.
        let prompt = text(piece, SMALL);
        let (small, large) = (work(plan, &prompt, &prompt), work(plan, &text(piece, LARGE), &prompt));
        // Rounding, and what is looked at up to a limit.
        (large > small * 5 + 8_192).then(|| format!("{name} on {piece:?}: {small}, then {large}"))
    });
    grown.collect()
}

#[test]
fn every_unit_is_linear() {
    let mut found = Vec::new();
    for unit in Unit::ALL {
        let (one, many) = (unit.singular(), unit.plural());
        for claim in [
            format!("count({many}) in 3..4"),
            format!("each? {one}: contains(\"zz\")"),
            format!("all_different({many})"),
            format!("count({many} where (it = last {one} of response)) in 0.."),
        ] {
            found.extend(excesses(&claim, &plan(std::slice::from_ref(&claim)), &PIECES));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Claims that call each function on the whole response, or on many of its parts.
const CALLS: [(&str, &str); 95] = [
    ("count", "count([w for each w in words]) in 3..4"),
    ("occurrences", "count(\"a\" ignoring case, markup) in 3..4"),
    ("occurrences", "count(/a+b|./) in 3..4"),
    ("contains", "contains(word \"zz\" ignoring punctuation, spacing)"),
    ("contains", "each? line: contains(word \"zz\")"),
    ("starts_with", "starts_with(/(a|b)+c/)"),
    ("ends_with", "ends_with(/[a-z]+x/)"),
    ("equals", "equals(/(.|\\n)*z/)"),
    ("matches", "all_different(matches(/\\w/))"),
    ("split", "count(split(\"a\")) in 3..4"),
    ("section", "section(\"a\"): contains(\"zz\")"),
    ("rule_sentences", "count(rule_sentences()) in 3..4"),
    ("csv", "count(csv()) in 3..4"),
    ("python_csv", "count(python_csv()) in 3..4"),
    ("csv_column", "count(csv_column(\"a\")) in 3..4"),
    ("header", "count(header()) in 3..4"),
    ("column", "count(column(\"a\")) in 3..4"),
    ("level", "each? bullet: level() in 9.."),
    ("level", "each? heading: level() in 9.."),
    ("list_depth", "list_depth() in 9.."),
    ("code", "count(code()) in 3..4"),
    ("json", "count(json(\"$..*\")) in 3..4"),
    ("json_keys", "count(json_keys()) in 3..4"),
    ("json_depth", "json_depth() in 9.."),
    ("fits_schema", "fits_schema(\"{\\\"type\\\": \\\"number\\\"}\")"),
    ("elements", "count(elements()) in 3..4"),
    ("elements", "count(elements(\"a\")) in 3..4"),
    ("attribute", "each? e in elements(): attribute(\"b\") of e = \"zz\""),
    ("attributes", "each? e in elements(): count(attributes() of e) in 9.."),
    ("inner", "each? e in elements(): starts_with(\"zz\") of inner() of e"),
    ("field", "field(\"a\") = \"zz\""),
    ("speaker", "each? turn: speaker() = \"zz\""),
    ("address", "each? link: address() = \"zz\""),
    ("following", "each? line: starts_with(\"zz\") of following(it)"),
    ("preceding", "each? line: ends_with(\"zz\") of preceding(it)"),
    ("bracket_depth", "bracket_depth() in 99.."),
    ("quote_depth", "quote_depth() in 99.."),
    ("detected_language", "detected_language() = \"zz\""),
    ("lower", "count(words of lower(response)) in 3..4"),
    ("upper", "count(words of upper(response)) in 3..4"),
    ("trim", "trim(response) = \"zz\""),
    ("trim", "trim(response, \"a.\") = \"zz\""),
    ("trim_start", "trim_start(response) = \"zz\""),
    ("trim_end", "trim_end(response) = \"zz\""),
    ("without_prefix", "without_prefix(response, \"a\") = \"zz\""),
    ("without_suffix", "without_suffix(response, \"a\") = \"zz\""),
    ("before", "before(response, \"zz\") = \"zz\""),
    ("after", "after(response, \"zz\") = \"zz\""),
    ("without", "without(response, /[a-z]/) = \"zz\""),
    ("replace", "replace(response, \"a\", \"bb\") = \"zz\""),
    ("to_ascii", "to_ascii(response) = \"zz\""),
    ("number", "each? word: number(it) in 1..2"),
    ("syllables", "each? word: syllables(it) in 9.."),
    ("syllables", "syllables(response) in 3..4"),
    ("code_point_number", "code_point_number(response) in 9999999.."),
    ("table", "count(words where it in table(\"stopwords.en@1\")) in 3..4"),
    ("join", "join(words, \"-\") = \"zz\""),
    ("at", "at(words, -2) = \"zz\""),
    ("without_blank_ends", "count(without_blank_ends(split(\"a\"))) in 3..4"),
    ("distinct", "count(distinct(words)) in 3..4"),
    ("distinct", "count(distinct(windows(2, code_points))) in 3..4"),
    ("reversed", "count(reversed(words)) in 3..4"),
    ("odd", "count(odd(words)) in 3..4"),
    ("even", "count(even(words)) in 3..4"),
    ("every", "count(every(3, words)) in 3..4"),
    ("pairs", "each? (a, b) in pairs(words): a = \"zz\" or b = \"zz\""),
    ("zip", "each? (a, b) in zip(words, words): a = \"zz\" or b = \"zz\""),
    ("windows", "count(windows(3, words)) in 3..4"),
    ("windows", "count(windows(1000, code_points)) in 3..4"),
    ("slice", "count(slice(words, 3)) in 3..4"),
    ("sorted", "count(sorted(words)) in 3..4"),
    ("common", "count(common(words, words of prompt)) in 3..4"),
    ("repeats", "repeats(words) in 9999.."),
    ("sum", "sum([count(characters) for each word]) in 3..4"),
    ("min", "min([count(characters) for each word]) in 300.."),
    ("max", "max([count(characters) for each word]) in 9999.."),
    ("mean", "mean([count(characters) for each word]) in 9999.."),
    ("ratio", "ratio(count(words), count(characters)) in 3%..4%"),
    ("increasing", "increasing([count(characters) for each word])"),
    ("decreasing", "decreasing([count(characters) for each word])"),
    ("all_equal", "all_equal(words)"),
    ("all_different", "all_different(words)"),
    ("remainder", "remainder(count(words), 7) = 8"),
    ("prime", "prime(count(words))"),
    ("is lowercase", "response is lowercase"),
    ("is uppercase", "response is uppercase"),
    ("is titlecase", "response is titlecase"),
    ("is blank", "response is blank"),
    ("is json", "response is json"),
    ("is xml", "response is xml"),
    ("is python_json", "response is python_json"),
    ("is date", "each? word: it is date"),
    ("is imperative", "each? sentence: it is imperative"),
    ("enumerate", "each? (i, w) in enumerate(words): w = \"zz\" or i = 0"),
    ("is verb", "each? word: it is verb"),
];

/// They read nothing of the response, or are called by others above.
const ELSEWHERE: [&str; 4] = ["bound", "pattern", "subitems", "is language"];

#[test]
fn every_function_is_linear() {
    for function in FUNCTIONS {
        let name = function.name();
        let called = CALLS.iter().any(|(of, _)| *of == name) || ELSEWHERE.contains(&name);
        assert!(called, "no claim calls `{name}`: add one to the table");
    }
    let mut found = Vec::new();
    for (_, claim) in CALLS {
        found.extend(excesses(claim, &plan(&[claim.to_owned()]), &PIECES));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// What an item holds below it is gone through for each item: so deep a list costs its depth.
#[test]
fn items_below_items_cost_no_more_than_the_depth() {
    let claim = "each? bullet: count(subitems()) in 999..";
    let found = excesses(claim, &plan(&[claim.to_owned()]), &["- a\n", "- a\n  - b\n", "1. a\n"]);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The arguments of a constraint's first example, if it has one.
fn call(program: &Program, index: usize, constraint: &Constraint) -> Option<Instance> {
    let arguments = arguments(program, constraint.examples.first()?).ok()?;
    Some(Instance { constraint: u32::try_from(index).ok()?, arguments })
}

#[test]
fn every_shipped_constraint_is_linear() {
    let modules: Vec<String> = STANDARD_LIBRARY.iter().map(|(name, _)| (*name).to_owned()).collect();
    let (resolved, _) = resolve_standard(&modules, &[]);
    let program = resolved.complete().unwrap();
    let (mut tried, mut found) = (0, Vec::new());
    for (index, constraint) in program.constraints.iter().enumerate() {
        let Some(call) = call(&program, index, constraint) else { continue };
        let plan = compile(&program, &[call]).unwrap();
        tried += 1;
        found.extend(excesses(&constraint.full_name(), &plan, &PIECES));
    }
    assert!(tried > 300, "only {tried} constraints have an example");
    assert!(found.is_empty(), "{}", found.join("\n"));
}
