use super::*;
use proptest::prelude::*;
use serde_json::{Value, json};

fn parse(line: &str) -> Result<(Record, Thinking), String> {
    parse_with(line, &ParseOptions::default())
}

fn parse_with(line: &str, options: &ParseOptions<'_>) -> Result<(Record, Thinking), String> {
    parse_line(line.as_bytes(), 7, options)
        .expect("not blank")
        .map_err(|d| format!("[{}] {}", d.code, d.message))
}

fn all_lines(input: &[u8], capacity: usize) -> Vec<(u64, Vec<u8>)> {
    let mut reader = RecordReader::new(std::io::BufReader::with_capacity(capacity, input));
    let mut lines = Vec::new();
    while let Some(batch) = reader.next_batch().unwrap() {
        assert!(!batch.is_empty());
        lines.extend(batch.lines().map(|(number, line)| (number, line.to_vec())));
    }
    lines
}

#[test]
fn reads_a_task_record() {
    let (record, _) = parse(r#"{"task": "travel", "response": "Go \"there\".\n"}"#).unwrap();
    assert_eq!(record.key, json!("travel"));
    assert_eq!(record.asked, Asked::Task("travel".into()));
    assert_eq!(record.response, "Go \"there\".\n");
    assert_eq!(record.line, 7);
}

#[test]
fn reads_an_ifeval_record_as_it_is() {
    let line = r#"{"benchmark": ["x", {"key": 2}], "key": 1000, "prompt": "P", "instruction_id_list": ["a:b", "c:d"],
        "kwargs": [null, {"n": 3, "relation": null, "words": ["x"]}], "response": "R"}"#;
    let (record, _) = parse(line).unwrap();
    assert_eq!(record.key, json!(1000));
    assert_eq!(record.prompt.as_deref(), Some("P"));
    let Asked::Instructions(asked) = record.asked else { panic!("{:?}", record.asked) };
    assert_eq!(asked[0], Ordered { id: "a:b".into(), kwargs: serde_json::Map::new() });
    assert_eq!(Value::Object(asked[1].kwargs.clone()), json!({"n": 3, "words": ["x"]}));
}

#[test]
fn the_record_s_own_list_wins_over_a_task_label() {
    let (record, _) = parse(r#"{"task": 5, "instruction_id_list": ["a"], "response": ""}"#).unwrap();
    let Asked::Instructions(asked) = record.asked else { panic!("{:?}", record.asked) };
    assert_eq!(asked.len(), 1);
    assert_eq!(record.key, json!(7));
}

#[test]
fn aliases_count_only_without_a_response() {
    let read = |line| parse_with(line, &ParseOptions { source: Source::Given, ..Default::default() });
    assert_eq!(read(r#"{"output": "o", "generation": "g"}"#).unwrap().0.response, "o");
    assert_eq!(read(r#"{"output": 5, "response": "r"}"#).unwrap().0.response, "r");
    assert_eq!(
        read(r#"{"output": "o", "response": null}"#).unwrap_err(),
        "[bad-record] `response` is null, not a text"
    );
    assert_eq!(read("{}").unwrap_err(), "[bad-record] no `response`");
}

#[test]
fn says_what_is_wrong_with_a_line() {
    let message = |line: &str| parse(line).unwrap_err();
    insta::assert_snapshot!(
        [
            r#"{"response": "x"}"#,
            r#"{"instruction_id_list": ["a", "b"], "kwargs": [{}], "response": "x"}"#,
            r#"{"instruction_id_list": "a", "response": "x"}"#,
            r#"{"instruction_id_list": ["a"], "kwargs": [{"n": 1, "n": 2}], "response": "x"}"#,
            r#"{"task": "a", "response": "x", "response": "y"}"#,
            r#"{"task": "a", "key": [1], "response": "x"}"#,
            r#"{"task": "a", "response": "x"} trailing"#,
            r#"{"task": "a", "response": "x"#,
            r#"["a"]"#,
            r#"{"id": 1, "task": "a", "response": "x", "id": 1}"#,
            r#"{"instruction_id_list": ["a"], "kwargs": ["n"], "response": "x"}"#,
            r#"{"instruction_id_list": [1], "response": "x"}"#,
            "hello",
            "{\"task\": \"a\0\", \"response\": \"x\"}",
            r#"{"task": "a", "response": "\ud800"}"#,
        ]
        .map(message)
        .join("\n")
    );
    let invalid = parse_line(b"{\"response\": \"\xff\"}", 1, &ParseOptions::default()).unwrap().unwrap_err();
    assert_eq!(invalid.message, "not valid UTF-8 at byte 15");
}

#[test]
fn lines_survive_bom_crlf_and_a_missing_last_line_end() {
    let lines = all_lines(b"\xEF\xBB\xBF{}\r\n\r\nx\n\n\0", 4);
    let expected: [(u64, &[u8]); 5] = [(1, b"{}"), (2, b""), (3, b"x"), (4, b""), (5, b"\0")];
    assert_eq!(lines, expected.map(|(number, line)| (number, line.to_vec())));
    assert!(all_lines(b"", 16).is_empty());
}

#[test]
fn a_long_line_is_one_batch() {
    let mut input = vec![b'x'; 3 * BATCH_BYTES];
    input.extend_from_slice(b"\ny");
    let lines = all_lines(&input, BATCH_BYTES);
    assert_eq!(lines.iter().map(|(_, line)| line.len()).collect::<Vec<_>>(), [3 * BATCH_BYTES, 1]);
}

#[test]
fn thinking_is_removed_and_counted() {
    let options = ParseOptions { strip_thinking: true, source: Source::Given, ..Default::default() };
    let read = |response: &str| {
        let (record, thinking) = parse_with(&json!({"response": response}).to_string(), &options).unwrap();
        (record.response, thinking)
    };
    assert_eq!(read("<think>a</think>\n\n b \n"), (" b \n".into(), Thinking::Removed));
    assert_eq!(read("<think>a</think>b</think>c"), ("b</think>c".into(), Thinking::Removed));
    assert_eq!(read("<think>a"), (String::new(), Thinking::Unclosed));
    assert_eq!(read("a</think>b"), ("b".into(), Thinking::Removed));
    assert_eq!(read("Say <think>a</think>b"), ("Say <think>a</think>b".into(), Thinking::None));
    assert_eq!(read(" plain "), (" plain ".into(), Thinking::None));
}

const PROMPTS: &str = r#"{"key": 1, "prompt": "one", "instruction_id_list": ["a"], "kwargs": [{}]}
{"key": "2", "prompt": "two", "task": "t"}

{"key": 3, "prompt": "one", "instruction_id_list": ["b"]}
{"key": 4, "instruction_id_list": ["b"], "kwargs": []}
"#;

#[test]
fn responses_join_prompts_by_key_then_by_text() {
    let (prompts, bad) = Prompts::read(PROMPTS.as_bytes()).unwrap();
    assert_eq!(bad.iter().map(|bad| bad.line).collect::<Vec<_>>(), [5]);
    let options = ParseOptions { source: Source::Prompts(&prompts), ..Default::default() };
    let join =
        |line: &str| parse_with(line, &options).map(|(record, _)| (record.key, record.asked, record.prompt));
    let (key, asked, prompt) = join(r#"{"key": "1", "response": "r"}"#).unwrap();
    assert_eq!((key, prompt.as_deref()), (json!("1"), Some("one")));
    assert!(matches!(asked, Asked::Instructions(list) if list[0].id == "a"));
    assert_eq!(join(r#"{"prompt": "two", "response": "r"}"#).unwrap().0, json!("2"));
    assert_eq!(
        join(r#"{"prompt": "one", "response": "r"}"#).unwrap_err(),
        "[unjoined] several prompts have this text"
    );
    assert_eq!(join(r#"{"key": 9, "response": "r"}"#).unwrap_err(), "[unjoined] no prompt has the key `9`");
    let nothing = join(r#"{"response": "r"}"#).unwrap_err();
    assert_eq!(nothing, "[unjoined] neither `key` nor `prompt` says which prompt was answered");
    assert_eq!(prompts.unanswered(), 1);
}

proptest! {
    #[test]
    fn every_line_is_read_once_whatever_the_buffer(
        lines in proptest::collection::vec("[a-z{}\r\0é]{0,9}", 0..40), capacity in 1usize..64,
    ) {
        let input = lines.join("\n");
        let read = all_lines(input.as_bytes(), capacity);
        let mut expected: Vec<&[u8]> = input.as_bytes().split(|&b| b == b'\n').collect();
        if expected.last().is_some_and(|last| last.is_empty()) {
            expected.pop();
        }
        prop_assert_eq!(read.len(), expected.len());
        for (at, ((number, line), expected)) in read.iter().zip(expected).enumerate() {
            prop_assert_eq!(*number, at as u64 + 1);
            prop_assert_eq!(line.as_slice(), expected.strip_suffix(b"\r").unwrap_or(expected));
        }
    }

    #[test]
    fn no_line_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let options = ParseOptions { strip_thinking: true, ..Default::default() };
        let blank = bytes.iter().all(u8::is_ascii_whitespace);
        prop_assert_eq!(parse_line(&bytes, 1, &options).is_none(), blank);
    }
}
