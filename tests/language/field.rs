//! What people really write: words, Markdown, traces and arguments in the forms in which they come. All sentences are ours.

use crate::harness::{hirc, hirc_with, stderr, stdout};
use serde_json::{Value, json};

/// The verdicts of claims on a text: whether each holds; null for one that could not be told.
fn verdicts(text: &str, claims: &[&str], flags: &[&str]) -> Vec<Value> {
    let record = json!({"key": "k", "response": text}).to_string();
    let claims = claims.iter().flat_map(|claim| ["--require", claim]);
    let arguments: Vec<&str> = ["check", "--format", "jsonl"]
        .into_iter()
        .chain(flags.iter().copied())
        .chain(claims)
        .chain(["-"])
        .collect();
    judged(&arguments, &record)
}

/// The verdicts of constraints that a record names, each with kwargs.
fn asked(text: &str, id: &str, kwargs: &Value) -> Value {
    let record =
        json!({"key": "k", "instruction_id_list": [id], "kwargs": [kwargs], "response": text}).to_string();
    judged(&["check", "--format", "jsonl", "-"], &record).remove(0)
}

/// The reason of an error verdict.
fn reason(id: &str, kwargs: &Value) -> String {
    let record = json!({"key": "k", "instruction_id_list": [id], "kwargs": [kwargs], "response": "A word."});
    let line = line(&["check", "--format", "jsonl", "-"], &record.to_string());
    line["constraints"][0]["error"].as_str().unwrap_or_else(|| panic!("{line}")).to_owned()
}

fn judged(arguments: &[&str], record: &str) -> Vec<Value> {
    let line = line(arguments, record);
    line["constraints"].as_array().unwrap().iter().map(|c| c["strict"].clone()).collect()
}

/// What `hirc` says of a record, which stands in a file where the arguments have `-`.
fn line(arguments: &[&str], record: &str) -> Value {
    let file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
    std::fs::write(file.path(), format!("{record}\n")).unwrap();
    let path = file.path().to_str().unwrap();
    let arguments: Vec<&str> = arguments.iter().map(|a| if *a == "-" { path } else { a }).collect();
    let output = hirc(&arguments);
    let first = stdout(&output).lines().next().map(str::to_owned);
    serde_json::from_str(&first.unwrap_or_else(|| panic!("{}", stderr(&output)))).unwrap()
}

fn holds(text: &str, claims: &[&str]) {
    for (claim, verdict) in claims.iter().zip(verdicts(text, claims, &[])) {
        assert_eq!(verdict, json!(true), "{claim} on {text:?}");
    }
}

#[test]
fn forbidden_words_are_caught_as_they_are_written() {
    for (word, text) in [
        ("寺院", "山の寺院は静かだ。"),
        ("茶", "我喜欢喝茶。"),
        ("น้ำ", "เขาดื่มน้ำเย็น"),
        ("ນ້ຳ", "ລາວດື່ມນ້ຳເຢັນ"),
        ("ទឹក", "គាត់ផឹកទឹកត្រជាក់"),
        ("ရေ", "သူရေသောက်သည်"),
        ("GPU", "新しいGPUは速い。"),
        ("isn't", "It isn’t far."),
        ("as well as", "cats as\n  well as dogs"),
        ("slow", "a *slow* train"),
        ("slow", "a _slow_ train"),
        ("slow", "a sl**ow** train"),
        ("slow train", "a slow **train**"),
        ("slow train", "a [slow](https://a.org) train"),
        ("slow", "a <b>slow</b> train"),
        ("naïve", "a nai\u{308}ve plan"),
        ("nai\u{308}ve", "a naïve plan"),
        ("서울", "\u{1109}\u{1165}\u{110B}\u{116E}\u{11AF} is large"),
        ("Straße", "DIE STRASSE"),
        ("slow", "a sl\u{AD}ow train"),
        ("slow", "a s\u{200B}low train"),
        ("slow", "a ｓｌｏｗ train"),
        ("slow", "a sl\u{43E}w train"),
        ("slow", "a 𝘀𝗹𝗼𝘄 train"),
    ] {
        let exclude = asked(text, "keywords.exclude", &json!({"keywords": [word]}));
        let include = asked(text, "keywords.include", &json!({"keywords": [word]}));
        assert_eq!((exclude, include), (json!(false), json!(true)), "{word} in {text:?}");
    }
}

#[test]
fn other_words_are_not() {
    for (word, text) in [
        ("cat", "We concatenate."),
        ("cafe", "a café"),
        ("cafe", "a cafe\u{301}"),
        ("cop", "Это сор, а не хлам."),
        ("burn", "a bum deal"),
        ("ケーキ", "チョコケーキ"),
        ("in order", "in\u{2060}order"),
    ] {
        assert_eq!(
            asked(text, "keywords.exclude", &json!({"keywords": [word]})),
            json!(true),
            "{word} in {text:?}"
        );
    }
}

#[test]
fn words_and_whole_words_agree() {
    for text in ["この寺院は古い。", "เขาดื่มน้ำ", "ລາວດື່ມ", "គាត់ផឹក", "သူရေသောက်", "AI技術とGPU", "a cat sat"]
    {
        holds(text, &["each w in words: contains(word w)"]);
    }
    holds("大聖堂と大聖堂", &["count(word \"大聖堂\") in 2", "count(words) in 7"]);
}

#[test]
fn markdown_is_read_through_items_and_quotes() {
    holds(
        "- Do:\n\n  ~~~sh\n  # a\n  1. b\n  ~~~\n\n- Done",
        &[
            "count(headings) in 0",
            "count(code_blocks) in 1",
            "count(bullets) in 2",
            "count(numbered_items) in 0",
        ],
    );
    holds(
        "> > ```\n> > # c\n> > ```",
        &["count(headings) in 0", "count(code_blocks) in 1", "count(quotes) in 1"],
    );
    holds("1. a\n\n   > # T\n   > x", &["count(headings) in 1", "count(quotes) in 1"]);
    holds("- |a|b|\n  |-|-|\n  |1|2|", &["count(tables) in 1", "count(cells) in 2"]);
    holds("> |a|b|\n> |-|-|\n> |1|2|", &["count(tables) in 1", "column(\"b\") = [\"2\"]"]);
    holds(
        "x\n\n    # a\n    - b",
        &["count(headings) in 0", "count(bullets) in 0", "count(code_blocks) in 1"],
    );
    holds(
        "Big\n===\n\nSmall\n---\nx",
        &["count(headings) in 2", "first heading: level() = 1", "section(\"small\"): contains(\"x\")"],
    );
    holds("````\n```\n# no\n````\n# yes", &["count(headings) in 1", "count(code_blocks) in 1"]);
    holds("・一\n● 二\n◦ three", &["count(bullets) in 3"]);
    holds("1、一\n２．二\n（3）三\n④四\n5) five", &["count(numbered_items) in 5"]);
    holds("<div>\n# no\n</div>\n\n# yes", &["count(headings) in 1"]);
}

#[test]
fn one_fence_is_one_for_all() {
    for text in [
        "{\"a\": [1]}",
        "```\n{\"a\": [1]}\n```",
        "~~~ json\n{\"a\": [1]}\n~~~",
        "`````json5\n{\"a\": [1]}\n`````",
    ] {
        holds(
            text,
            &[
                "format.json_only()",
                "fits_schema(\"{\\\"type\\\": \\\"object\\\"}\")",
                "json(\"$.a[0]\") = [\"1\"]",
            ],
        );
    }
    for text in ["a,b\n1,2", "```csv\na,b\n1,2\n```", "~~~\na,b\n1,2\n~~~"] {
        holds(text, &["count(csv()) in 2", "csv_column(\"b\") = [\"2\"]"]);
    }
    holds("```csv\na,b\n1,2\n```", &["count(python_csv()) in 4"]);
    let none = verdicts("json\n{}", &["format.json_only()", "json_depth() >= 0"], &[]);
    assert_eq!(none, [json!(false), json!(false)]);
}

#[test]
fn plain_text_has_no_markup() {
    holds("Call g(x)[1](z), or 2 * 3.\nDear Ann,\nsnake_case", &["format.plain_text()"]);
    for text in [
        "# a",
        "a\n-----",
        "1) a",
        "・あ",
        "__a__",
        "_a_",
        "~~a~~",
        "~~~\na\n~~~",
        "    x = 1",
        "a\n\n***\n\nb",
        "<i>a</i>",
        "[a](b)",
        "![a](b)",
        "> a",
    ] {
        assert_eq!(verdicts(text, &["format.plain_text()"], &[]), [json!(false)], "{text:?}");
    }
}

#[test]
fn dashes_are_told_from_options() {
    for (text, met) in [
        ("Try --verbose, then -x.", true),
        ("Run `a -- b`.", true),
        ("Rain -- again -- fell.", false),
        ("Rain--again.", false),
        ("Rain --- again.", false),
        ("Rain — again.", false),
        ("a\n\n---\n\nb", true),
    ] {
        assert_eq!(verdicts(text, &["punctuation.no_em_dashes()"], &[]), [json!(met)], "{text}");
    }
}

#[test]
fn the_first_word_may_be_emphasised_or_quoted() {
    for text in ["One.\n\n**So**, two.", "One.\n\n“So, two.”", "One.\n\n_So_ two."] {
        assert_eq!(
            asked(text, "structure.paragraph_starts_with", &json!({"k": 2, "start": "So"})),
            json!(true),
            "{text}"
        );
    }
    assert_eq!(asked("_So_ it goes.", "ends.first_word", &json!({"wanted": "so"})), json!(true));
    assert_eq!(asked("One.\n\n__PS:__ Two.", "ends.postscript", &json!({"marker": "PS:"})), json!(true));
}

#[test]
fn texts_are_cut_where_what_is_searched_stands() {
    holds(
        "one **two**, *three* and don’t",
        &[
            "after(response, \"two\" ignoring markup) = \", *three* and don’t\"",
            "before(response, \"TWO\" ignoring case, typography, markup) = \"one \"",
            "without(response, \"three\" ignoring markup) = \"one **two**,  and don’t\"",
            "replace(response, word \"don't\" ignoring typography, \"do\") = \"one **two**, *three* and do\"",
            "split(\"and\" ignoring markup) = [\"one **two**, *three* \", \" don’t\"]",
        ],
    );
}

#[test]
fn traces_are_removed_in_any_notation() {
    for text in [
        "<reasoning>x</reasoning>\n\nfine",
        "[THINK]x[/THINK]fine",
        "x</think>\n\nfine",
        "<think>x</think>\n<think>y</think>\nfine",
    ] {
        assert_eq!(verdicts(text, &["response = \"fine\""], &["--strip-thinking"]), [json!(true)], "{text}");
    }
    let own = ["--strip-thinking", "--thinking-tags", "notes"];
    assert_eq!(verdicts("<notes>x</notes>fine", &["response = \"fine\""], &own), [json!(true)]);
}

#[test]
fn a_trace_that_is_not_known_is_noted() {
    let output = hirc_with(
        &["check", "--strip-thinking", "--require", "contains(\"fine\")", "-"],
        b"<my_thoughts>x</my_thoughts>fine",
    );
    let said = stdout(&output) + &stderr(&output);
    assert!(
        said.contains("1 response seems to begin with a reasoning trace in an unknown notation"),
        "{said}"
    );
}

#[test]
fn arguments_that_no_answer_can_meet_name_the_nearest() {
    for (id, kwargs, nearest) in [
        ("language:response_language", json!({"language": "nb"}), "no"),
        ("language:response_language", json!({"language": "pt-BR"}), "pt"),
        ("language:response_language", json!({"language": "French"}), "fr"),
        ("structure.nth_word", json!({"k": 0, "wanted": "a"}), "is 1"),
        ("keywords.exclude", json!({"keywords": []}), "has 0 elements: the nearest number of them is 1"),
        ("length.words", json!({"n": 0}), "is 1"),
        ("format.bullets", json!({"n": "..-1"}), "is ..0"),
        ("length.words", json!({"n": "9..3"}), "3..9"),
        ("language.written_in", json!({"tag": "German"}), "de"),
    ] {
        let said = reason(id, &kwargs);
        assert!(said.contains(nearest), "{id} {kwargs}: {said}");
        assert_eq!(asked("A word.", id, &kwargs), Value::Null, "{id} {kwargs}");
    }
    let text = "Isso é uma frase simples em português, escrita para este teste.";
    assert_eq!(asked(text, "language.written_in", &json!({"tag": "pt-BR"})), json!(true));
}

#[test]
fn a_list_with_something_missing_is_missing() {
    let text = "1990 n/a 2001\n\n!";
    for claim in [
        "increasing([number(it) for each word])",
        "mean([number(it) for each word]) in 0..",
        "count(distinct([number(it) for each word])) in 0..",
        "repeats([number(it) for each word]) in 0..",
        "all_different([number(it) for each word])",
        "all_equal([first word for each line])",
        "count([first word for each line]) in 0..",
        "contains(\"-\") of join([first word for each line], \"-\")",
        "[first word for each line] != [\"1990\"]",
        "\"1990\" in [first word for each line]",
    ] {
        let negated = format!("not ({claim})");
        assert_eq!(verdicts(text, &[claim, &negated], &[]), [json!(false), json!(false)], "{claim}");
    }
    // What only picks elements takes a missing one like any other.
    holds(text, &["at([first word for each line], 1) = \"1990\""]);
}

#[test]
fn a_number_is_no_range() {
    for claim in ["count(words) != 3..", "3.. = count(words)", "[1] = [1..2]"] {
        let output = hirc_with(&["check", "--require", claim, "-"], b"a");
        assert!(stderr(&output).contains("error[type-mismatch]"), "{claim}: {}", stderr(&output));
    }
}

#[test]
fn two_texts_never_share_an_id() {
    let claims =
        "contains(\"a  b\")\n; contains(\"a b\"); count(words) // how many\n in 3..; count( words ) in 3..";
    let output = hirc_with(&["check", "--format", "json", "--require", claims, "-"], b"a b c");
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let ids: Vec<&String> = report["constraints"].as_object().unwrap().keys().collect();
    assert_eq!(ids, ["contains(\"a  b\")", "contains(\"a b\")", "count(words) in 3.."]);
}

#[test]
fn case_needs_letters() {
    for text in ["1 + 1 = 2", "…", "42"] {
        assert_eq!(
            verdicts(text, &["case.lowercase()", "case.uppercase()"], &[]),
            [json!(false), json!(false)]
        );
    }
}
