//! Whole files.

use super::{Collection, import};
use crate::load::{Files, library};

fn read(collection: Collection, text: &str) -> (Vec<serde_json::Value>, Vec<super::BadRecord>) {
    let (library, _) = library(&[], &[collection.module().to_owned()], &[], &Files::default()).unwrap();
    let (tasks, bad) = import(&library, collection, text).unwrap();
    (tasks.iter().map(super::Imported::record).collect(), bad)
}

#[test]
fn ids_become_constraints_and_what_is_unknown_is_kept() {
    let line = r#"{"key": 1, "prompt": "Hi", "instruction_id_list": ["punctuation:no_comma", "x:y", "length_constraints:number_words"], "kwargs": [{}, {}, {"relation": "at least", "num_words": 3.0}]}"#;
    let (tasks, bad) = read(Collection::Ifeval, &format!("{line}\nnone\n{{}}\n"));
    assert_eq!(
        tasks[0]["instruction_id_list"],
        serde_json::json!(["ifeval.no_comma", "ifeval.number_words"])
    );
    assert_eq!(tasks[0]["kwargs"], serde_json::json!([{}, {"n": "3.."}]));
    assert_eq!(tasks[0]["unbound"][0]["kind"], "x:y");
    assert_eq!(bad.iter().map(|b| b.place).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn sentences_become_constraints() {
    let text = r#"[{"id": "a", "conversations": [{"role": "user", "content": "Hi"}], "constraints": [["Length", "Words", "at most 5 words"], ["Content", "Keywords", "be vivid"]]}, {}]"#;
    let (tasks, bad) = read(Collection::Muldimif, text);
    assert_eq!(tasks[0]["instruction_id_list"], serde_json::json!(["muldimif.words"]));
    assert_eq!(tasks[0]["unbound"][0]["reason"], "no keyword is quoted");
    assert_eq!(bad.len(), 1);
}
