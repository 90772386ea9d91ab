//! MulDimIF: constraints are `[group, kind, sentence]`, and the parameters stand in the sentence.

use super::sentence::{bound, has, quoted};
use super::{Imported, Unbound, instance};
use crate::task::{Checker, Ordered, ordered};
use serde_json::{Map, Value, json};

/// A task of a record.
pub(super) fn task(library: &Checker, record: &Value) -> Result<Imported, String> {
    let turns =
        record.get("conversations").and_then(Value::as_array).ok_or("it has no list `conversations`")?;
    let role = |turn: &&Value| turn.get("role").and_then(Value::as_str) == Some("user");
    let prompt = turns.iter().rev().find(role).and_then(|turn| turn.get("content")).and_then(Value::as_str);
    let prompt = prompt.ok_or("no turn of its `conversations` is the user's")?.to_owned();
    let constraints =
        record.get("constraints").and_then(Value::as_array).ok_or("it has no list `constraints`")?;
    let (mut done, mut unbound) = (Vec::new(), Vec::new());
    for constraint in constraints {
        let part = |i: usize| constraint.get(i).and_then(Value::as_str);
        let (Some(group), Some(kind), Some(said)) = (part(0), part(1), part(2)) else {
            return Err(format!("the constraint {constraint} is not three texts"));
        };
        let read = read(group, kind, said).map_err(str::to_owned);
        let instruction = read.map(|(name, kwargs)| Ordered { id: format!("muldimif.{name}"), kwargs });
        match instruction.and_then(|instruction| instance(library, &instruction)) {
            Ok(instance) => done.push(ordered(library.program(), &instance)),
            Err(reason) => {
                unbound.push(Unbound { kind: format!("{group}/{kind}"), said: said.to_owned(), reason });
            }
        }
    }
    let key = record.get("id").cloned().unwrap_or(Value::Null);
    Ok(Imported { key, prompt, bound: done, unbound })
}

/// A constraint's name in the module `muldimif`, and its arguments; or why the sentence can't be read.
type Read = Result<(&'static str, Map<String, Value>), &'static str>;

fn one(name: &'static str, parameter: &str, value: Value) -> Read {
    Ok((name, Map::from_iter([(parameter.to_owned(), value)])))
}

fn plain(name: &'static str) -> Read {
    Ok((name, Map::new()))
}

fn ranged(name: &'static str, said: &str, thing: &str) -> Read {
    match bound(said, thing) {
        Some(range) => one(name, "n", json!(range)),
        None => Err("no number can be read"),
    }
}

const EACH: &str = "it speaks of each of something in the answer, and what that is stands in the prompt";

fn read(group: &str, kind: &str, said: &str) -> Read {
    let kinds = format!("{group}/{kind}").to_lowercase();
    let is = |part: &str| kinds.contains(part);
    if is("keyword") {
        keywords(said)
    } else if is("punctuation") {
        punctuation(said)
    } else if is("identifier") {
        identifier(said)
    } else if is("length/words") {
        length("words", said, "word")
    } else if is("length/sentences") {
        length("sentences", said, "sentence")
    } else if is("length/paragraphs") {
        length("paragraphs", said, "paragraph")
    } else if is("table") {
        table(&kinds, said)
    } else if is("markdown") {
        markdown(said)
    } else if is("json") {
        ranged("json_nesting", said, "level")
    } else if is("xml") {
        ranged("xml_attributes", said, "attribute")
    } else if is("english") {
        english(said)
    } else if is("chinese") {
        chinese(said)
    } else if is("blurb") {
        one("characters", "n", json!("..200"))
    } else if is("text") && has(said, &["no bullet", "no list", "without bullet"]) {
        plain("no_lists")
    } else {
        Err("the module `muldimif` has no constraint for it")
    }
}

fn speaks_of_each(said: &str, besides: &[&str]) -> bool {
    let mut said = said.to_lowercase();
    for word in besides {
        said = said.replace(word, " ");
    }
    has(&said, &["each ", "every ", "any of the", "one of the", "all of the"])
}

fn length(name: &'static str, said: &str, thing: &str) -> Read {
    if speaks_of_each(said, &[]) {
        return Err(EACH);
    }
    ranged(name, said, thing)
}

fn keywords(said: &str) -> Read {
    let words = quoted(said);
    if words.is_empty() {
        return Err("no keyword is quoted");
    }
    if speaks_of_each(said, &[]) {
        return Err(EACH);
    }
    if has(said, &["avoid", "must not", "should not", "exclude", "do not", "don't"]) {
        return one("no_keyword", "keywords", json!(words));
    }
    let counted = has(said, &[" times", " twice", "at least once", "exactly once"]);
    if let ([word], true) = (words.as_slice(), counted) {
        let range = match bound(said, "time") {
            Some(range) if has(said, &[" times"]) => range,
            _ if has(said, &["twice"]) => "2..".to_owned(),
            _ if has(said, &["exactly once"]) => "1".to_owned(),
            _ => "1..".to_owned(),
        };
        let arguments = [("keyword".to_owned(), json!(word)), ("n".to_owned(), json!(range))];
        return Ok(("keyword_times", Map::from_iter(arguments)));
    }
    let either = words.len() > 1
        && has(said, &["' or '", "\" or \"", "” or “", "either", "at least one of", "such as"]);
    one(if either { "any_keyword" } else { "keywords" }, "keywords", json!(words))
}

fn punctuation(said: &str) -> Read {
    let marks = [
        ("exclamation", "!"),
        ("question mark", "?"),
        ("semicolon", ";"),
        ("ellipsis", "…"),
        ("colon", ":"),
        ("period", "."),
        ("full stop", "."),
        ("comma", ","),
    ];
    let lower = said.to_lowercase();
    let Some((_, mark)) = marks.iter().find(|(name, _)| lower.contains(name)) else {
        return Err("no mark is named");
    };
    if has(said, &["avoid", "must not", "should not", "do not", "without"]) {
        return Err("it forbids a mark, which the collection does not define further");
    }
    let sentences = has(said, &["each sentence", "every sentence", "all sentences"]);
    if sentences {
        return one("sentences_end_with", "mark", json!(mark));
    }
    if speaks_of_each(said, &[]) {
        return Err(EACH);
    }
    one("ends_with_mark", "mark", json!(mark))
}

fn identifier(said: &str) -> Read {
    match quoted(said).as_slice() {
        _ if speaks_of_each(said, &[]) => Err(EACH),
        [opening] if has(said, &["start", "begin"]) => one("begins_with", "opening", json!(opening)),
        _ => Err("what to begin with is not quoted"),
    }
}

fn table(kinds: &str, said: &str) -> Read {
    if speaks_of_each(said, &["each row", "each column"]) && !has(said, &["each table", "every table"]) {
        return Err(EACH);
    }
    let optional = has(said, &["if ", "when ", "any table"]);
    let rows = kinds.contains("row") || has(said, &["row", "entries"]);
    let columns = kinds.contains("column") || (!rows && has(said, &["column"]));
    match (columns, rows, optional) {
        (true, _, true) => ranged("any_table_columns", said, "column"),
        (true, _, false) => ranged("table_columns", said, "column"),
        (_, true, true) => ranged("any_table_rows", said, "row"),
        (_, true, false) => ranged("table_rows", said, "row"),
        (false, false, false) => plain("has_table"),
        (false, false, true) => {
            Err("it asks for nothing if there is no table, and for no number if there is")
        }
    }
}

fn markdown(said: &str) -> Read {
    if has(said, &["block quote", "blockquote"]) {
        return one("block_quotes", "n", json!("1.."));
    }
    let levels = levels(said);
    if !levels.is_empty() {
        return one("heading_levels", "levels", json!(levels));
    }
    if has(said, &["heading level", "levels of heading", "level of heading", "heading-level"])
        && let Some(range) = bound(said, "level")
    {
        return one("heading_level_count", "n", json!(range));
    }
    let titles = quoted(said);
    if !titles.is_empty() && has(said, &["heading", "section"]) {
        return one("heading_titles", "titles", json!(titles));
    }
    if has(said, &["heading", "header"]) {
        return one("headings", "n", json!(bound(said, "heading").unwrap_or_else(|| "1..".to_owned())));
    }
    Err("it names no heading, level or block quote")
}

/// The levels that a sentence names: `level 2`, `levels 1 and 2`, `H1`, `##`.
fn levels(said: &str) -> Vec<i64> {
    let lower = said.to_lowercase();
    let mut found = Vec::new();
    let words = lower.split(|c: char| !c.is_alphanumeric() && c != '#').filter(|w| !w.is_empty());
    let mut listing = false;
    for word in words {
        let heading = word.strip_prefix('h').and_then(|n| n.parse::<i64>().ok());
        let hashes = !word.is_empty() && word.chars().all(|c| c == '#');
        let number = word.parse::<i64>().ok();
        match (heading, hashes, number) {
            (Some(n), ..) => found.push(n),
            (_, true, _) => found.push(i64::try_from(word.len()).unwrap_or(0)),
            (.., Some(n)) if listing => found.push(n),
            _ => {}
        }
        let names = matches!(word, "level" | "levels");
        listing = names || listing && (number.is_some() || matches!(word, "and" | "or" | "through" | "to"));
    }
    found.retain(|n| (1..=6).contains(n));
    found.sort_unstable();
    found.dedup();
    found
}

fn english(said: &str) -> Read {
    if has(said, &["uppercase", "upper case", "upper-case", "all capital", "in capital", "all caps"]) {
        return plain("uppercase");
    }
    if has(said, &["lowercase", "lower case", "lower-case"]) {
        return plain("lowercase");
    }
    if has(said, &["capital"]) {
        return plain("capitalized");
    }
    Err("it says nothing of case, and no language is checked by the collection")
}

fn chinese(said: &str) -> Read {
    if has(said, &["traditional", "繁體", "繁体"]) {
        plain("traditional_chinese")
    } else if has(said, &["simplified", "简体", "簡體"]) {
        plain("simplified_chinese")
    } else {
        Err("it does not say whether traditional or simplified characters")
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn sentences_become_constraints() {
        let cases = [
            ("Length", "Words", "The answer must not exceed 300 words.", "words {\"n\":\"..300\"}"),
            ("Length", "Words", "be between 50 to 100 words", "words {\"n\":\"50..100\"}"),
            ("Length", "Sentences", "a maximum of three sentences", "sentences {\"n\":\"..3\"}"),
            ("Length", "Paragraphs", "organised into 5 to 7 paragraphs", "paragraphs {\"n\":\"5..7\"}"),
            ("Format", "Table", "a table with exactly 3 rows", "table_rows {\"n\":\"3\"}"),
            (
                "Table",
                "Row limit",
                "If you use a table, it must not exceed 10 rows",
                "any_table_rows {\"n\":\"..10\"}",
            ),
            ("Format", "Markdown", "use heading levels 1 and 2", "heading_levels {\"levels\":[1,2]}"),
            ("Format", "Markdown", "at least two heading levels", "heading_level_count {\"n\":\"2..\"}"),
            (
                "Content",
                "Keywords",
                "include 'Brown's law' and 'rain'",
                "keywords {\"keywords\":[\"Brown's law\",\"rain\"]}",
            ),
            (
                "Content",
                "Keywords",
                "a word such as 'Leaf' or 'River'",
                "any_keyword {\"keywords\":[\"Leaf\",\"River\"]}",
            ),
            (
                "Content",
                "Punctuation",
                "Each sentence must end with a period.",
                "sentences_end_with {\"mark\":\".\"}",
            ),
            ("Language", "English", "capitalized letters for each word", "capitalized {}"),
            ("Json", "Object nesting levels", "must not exceed 3 levels", "json_nesting {\"n\":\"..3\"}"),
        ];
        for (group, kind, said, expected) in cases {
            let (name, kwargs) = read(group, kind, said).unwrap_or_else(|e| panic!("{said}: {e}"));
            assert_eq!(format!("{name} {}", serde_json::Value::Object(kwargs)), expected, "{said}");
        }
    }

    #[test]
    fn what_is_not_said_is_not_guessed() {
        for (group, kind, said) in [
            ("Length", "Words", "Each entry must have at most 10 words"),
            ("Length", "Words", "be concise"),
            ("Content", "Keywords", "mention the river"),
            ("Language", "English", "in English"),
            ("Format", "Others", "full sentences"),
        ] {
            assert!(read(group, kind, said).is_err(), "{said}");
        }
    }
}
