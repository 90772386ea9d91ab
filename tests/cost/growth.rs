//! Cost by size: what checking allocates may grow no faster than the response, whatever its structure.
//!
//! Bytes that are allocated are counted, not seconds: a table, stack or copy that grows with the square of the text shows up
//! in them, on any machine alike.

use hirc::load::requirements;
use hirc::task::{Asked, Record, RecordChecker};
use hirc::verify::Readings;

/// Bytes that checking a claim allocates on a text.
fn cost(claim: &str, text: &str) -> u64 {
    let library = requirements(&[claim.to_owned()]).unwrap_or_else(|_| panic!("{claim}"));
    let record = |text: &str| Record::new(serde_json::Value::Null, 1, text, Asked::Given);
    let readings = Readings::STRICT;
    // What is compiled or loaded once is not counted.
    library.judge(&record("- a: <b c=\"d\">e</b>\n\n|f|g|\n|-|-|\n|1|2|\n"), readings).unwrap();
    let record = record(text);
    allocation_counter::measure(|| {
        library.judge(&record, readings).unwrap();
    })
    .bytes_total
}

/// Four times the text may cost four times as much, give or take what tables grow by at once.
fn grows_with_the_text(claim: &str, of: impl Fn(usize) -> String) {
    let (small, large) = (of(2_000), of(8_000));
    let (a, b) = (cost(claim, &small), cost(claim, &large));
    assert!(b <= a * 6 + 65_536, "{claim}: {a} bytes for {} of text, {b} for {}", small.len(), large.len());
}

fn nested_lists(n: usize) -> String {
    (0..n).map(|i| format!("{}- item {i}\n", "  ".repeat(i % 40))).collect()
}

fn table(n: usize) -> String {
    "| Year | City |\n|---|---|\n".to_owned()
        + &(0..n).map(|i| format!("| {i} | Rome |\n")).collect::<String>()
}

fn json(n: usize) -> String {
    let items: Vec<String> = (0..n).map(|i| format!("{{\"id\": {i}, \"k{i}\": [\"x\\n\", true]}}")).collect();
    format!("{{\"all\": [{}]}}", items.join(", "))
}

fn csv(n: usize) -> String {
    "a,b\n".to_owned() + &"1,\"two, three\"\n".repeat(n)
}

#[test]
fn structured_text_costs_what_it_is_long() {
    grows_with_the_text("list_depth() in 2.. and (each bullet: level() in 1..)", nested_lists);
    grows_with_the_text("some bullet: count(subitems()) in 1..", nested_lists);
    grows_with_the_text("increasing([number(it) for each column(\"Year\")])", table);
    grows_with_the_text("count(cells) in 1.. and count(table_rows) in 1..", table);
    grows_with_the_text("count(json(\"$.all[*].id\")) in 1.. and json_depth() in 3", json);
    grows_with_the_text("count(json(\"$..*\")) in 1..", json);
    grows_with_the_text(
        "fits_schema(\"{\\\"properties\\\": {\\\"all\\\": {\\\"type\\\": \\\"array\\\"}}}\")",
        json,
    );
    grows_with_the_text("count(csv()) in 1.. and count(csv_column(\"b\")) in 1..", csv);
    grows_with_the_text("count(turns) in 1.. and (each turn: speaker() != \"\")", |n| {
        "Ada: Hi.\nBo: Well.\n".repeat(n)
    });
    grows_with_the_text("count(code()) in 1..", |n| "```a\nb\n```\n".repeat(n));
    grows_with_the_text("count(rule_sentences()) in 1..", |n| "It is Mr. Ho. He said \"go.\" ".repeat(n));
}

#[test]
fn broken_structure_costs_what_it_is_long() {
    let elements = "count(elements()) in 0.. and (is xml or contains(\"<\"))";
    for piece in ["<a>", "</a>", "<a><b>", "<a b=\"", "<!--", "<![CDATA[", "<a></b>", "<", "<a b='c", "<br>"]
    {
        grows_with_the_text(elements, |n| piece.repeat(n));
    }
    for piece in ["[", "{\"a\":", "[1,", "\"\\"] {
        grows_with_the_text("count(json(\"$..*\")) in 0..", |n| piece.repeat(n));
    }
    for piece in ["|", "| a ", "\"", "\",", "- ", "  - ", "> ", "#", "**a", "_a", "a: "] {
        let claim =
            "count(cells) + count(csv()) + count(bold_texts) + count(italic_texts) + list_depth() in 0..";
        grows_with_the_text(claim, |n| piece.repeat(n));
    }
    grows_with_the_text("not contains(/(a+)+$/) or count(/(a|aa)+b/) in 0..", |n| "a".repeat(n) + "!");
    grows_with_the_text("bracket_depth() in 0.. and quote_depth() in 0..", |n| "([{\"'".repeat(n));
}

#[test]
fn large_structures_are_read() {
    let text = json(200_000);
    assert!(text.len() > 8_000_000);
    assert!(cost("count(json(\"$.all[*].id\")) in 200000", &text) > 0);
    assert!(cost("count(column(\"City\")) in 100000", &table(100_000)) > 0);
}
