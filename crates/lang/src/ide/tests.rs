#![expect(clippy::string_slice, reason = "offsets of known texts")]
use super::*;
use crate::resolve::{LoadError, Loaded, Loader, Request, resolve};
use crate::source::SourceMap;

const LENGTH: &str = "\
//! How long a text is.

/// So many words.
constraint words(n: range ~ 2..9) {
    require count(words) in n
    say \"Use {n|of word}.\"
}

define share(part: text) = count(words of part) / count(words)
";

struct Length;

impl Loader for Length {
    fn load(&self, request: &Request, _from: &str) -> Result<Loaded, LoadError> {
        if *request == Request::Module("length".to_owned()) {
            Ok(loaded("length.hir", LENGTH))
        } else {
            Err(LoadError { reason: "no such module".to_owned(), known: vec!["length".to_owned()] })
        }
    }
}

fn loaded(name: &str, text: &str) -> Loaded {
    Loaded { identity: name.to_owned(), display: name.to_owned(), text: text.to_owned(), precompiled: None }
}

/// A source with the cursor at `‸`.
struct Editor {
    resolved: Resolved,
    sources: SourceMap,
    place: Place,
}

impl Editor {
    fn open(text: &str) -> Editor {
        let at = text.find('‸').unwrap_or(text.len());
        let mut sources = SourceMap::default();
        let resolved = resolve(vec![loaded("own.hir", &text.replace('‸', ""))], &[], &Length, &mut sources);
        let place = Place { file: FileId(0), offset: u32::try_from(at).unwrap() };
        Editor { resolved, sources, place }
    }

    fn hover(&self) -> String {
        let hover = hover(&self.resolved, &self.sources, self.place).unwrap();
        format!("{} → {}", self.sources.slice(hover.span), hover.text)
    }

    fn shown(&self, span: Span) -> String {
        let file = self.sources.get(span.file).unwrap();
        format!("{}:{} {}", file.name, file.position(span.start), self.sources.slice(span))
    }

    fn definition(&self) -> Option<String> {
        definition(&self.resolved, self.place).map(|span| self.shown(span))
    }

    fn references(&self) -> Vec<String> {
        references(&self.resolved, self.place).into_iter().map(|span| self.shown(span)).collect()
    }

    fn complete(&self) -> Vec<String> {
        complete(&self.resolved, &self.sources, self.place).into_iter().map(|c| c.label).collect()
    }

    fn symbols(&self) -> Vec<&str> {
        symbols(&self.resolved, self.place.file).into_iter().map(|s| s.name.as_str()).collect()
    }
}

const OWN: &str = "\
use length

/// Both ways.
constraint both(k: int, word: text) {
    let most = k + 1
    require length.words(k..most) and each sentence: count(words) in ..most
    require some (a, b) in pairs(words): a = b
    require contains(/\\/{word}x/)
    say \"At least {k}, with {{ and {word|quoted}.\"
    accept(k: 2, word: \"x\") \"a b c\"
}
";

/// The source with the cursor in front of the n-th occurrence of a text.
fn at(what: &str, nth: usize) -> Editor {
    let (place, _) = OWN.match_indices(what).nth(nth).unwrap();
    Editor::open(&format!("{}‸{}", &OWN[..place], &OWN[place..]))
}

#[test]
fn a_complete_source_has_no_problems() {
    let editor = Editor::open(OWN);
    assert_eq!(editor.resolved.problems(), []);
    assert_eq!(editor.symbols(), ["both"]);
    assert!(editor.resolved.complete().is_ok());
}

#[test]
fn hover_says_what_a_name_is() {
    let constraint = "constraint length.words(n: range)\n\nSo many words.";
    assert_eq!(at("words(k", 0).hover(), format!("words → {constraint}"));
    assert_eq!(at("both", 0).hover(), "both → constraint own.both(k: int, word: text)\n\nBoth ways.");
    assert_eq!(at("length.words", 0).hover(), "length → module length\n\nHow long a text is.");
    assert_eq!(at("k + 1", 0).hover(), "k → k: int");
    assert_eq!(at("most) and", 0).hover().as_str(), "most → let most: int");
    assert_eq!(at("a = b", 0).hover(), "a → a: text");
    assert!(at("count(", 0).hover().starts_with("count → count("));
    assert!(at("sentence", 0).hover().starts_with("sentence → sentences (one: sentence)\n\n"));
    assert!(at("require", 0).hover().starts_with("require → require\n\na claim that"));
    assert_eq!(at("1\n", 0).hover(), "1 → int");
    assert_eq!(at("k + 1", 0).definition().unwrap(), "own.hir:4:17 k");
}

#[test]
fn a_name_in_quotes_is_no_keyword() {
    let editor = Editor::open("constraint c() {\n    require contains(\"do ‸not say\")\n}\n");
    assert_eq!(editor.hover(), "\"do not say\" → text");
    assert_eq!(editor.definition(), None);
}

#[test]
fn definitions_are_found_in_other_modules() {
    assert_eq!(at("words(k", 0).definition().unwrap(), "length.hir:4:12 words");
    assert_eq!(at("length.words", 0).definition().unwrap(), "length.hir:1:1 ");
    assert_eq!(at("count(", 0).definition(), None);
}

#[test]
fn references_are_found_in_phrases_patterns_and_labels() {
    let k = ["own.hir:5:16 k", "own.hir:6:26 k", "own.hir:9:20 k", "own.hir:10:12 k"];
    assert_eq!(at("k: int", 0).references(), k);
    assert_eq!(at("k}", 0).references(), k);
    assert_eq!(
        at("word: text", 0).references(),
        ["own.hir:8:26 word", "own.hir:9:37 word", "own.hir:10:18 word"]
    );
    assert_eq!(at("count(", 0).references().len(), 4);
    let words =
        Editor::open("use length\ndefine f() = length.words(2..)\ndefine g() = not length.‸words(2..)\n");
    assert_eq!(words.references(), ["own.hir:2:21 words", "own.hir:3:25 words"]);
}

#[test]
fn members_of_a_module_are_completed() {
    let all = Editor::open("use length\nconstraint c() {\n    require length.‸\n}\n");
    assert_eq!(all.complete(), ["share", "words"]);
    let some = Editor::open("use length\nconstraint c() {\n    require not length.wo‸\n}\n");
    assert_eq!(some.complete(), ["words"]);
}

#[test]
fn names_are_completed_where_they_can_be_used() {
    let editor = Editor::open(
        "use length\nconstraint c(most: int) {\n    let more = most\n    require count(words) in ..mo‸\n    require each mood in words: true\n}\n",
    );
    assert_eq!(editor.complete(), ["more", "most"]);
    let above = Editor::open(
        "constraint c(most: int) {\n    require count(words) in ..mo‸\n    let more = most\n}\n",
    );
    assert_eq!(above.complete(), ["most"]);
    let define = Editor::open("define f(nought: int) = nought\ndefine g(nothing: text) = n‸");
    let found = define.complete();
    assert!(found.contains(&"nothing".to_owned()) && found.contains(&"not".to_owned()), "{found:?}");
    assert!(!found.contains(&"nought".to_owned()));
}

#[test]
fn words_of_the_language_are_completed_where_the_grammar_takes_them() {
    assert_eq!(Editor::open("con‸").complete(), ["constraint"]);
    assert_eq!(Editor::open("define f() = true\n\nsu‸").complete(), ["suite"]);
    assert_eq!(Editor::open("constraint c() {\n    re‸\n}\n").complete(), ["reject", "require"]);
    assert_eq!(Editor::open("task t {\n    pro‸\n}\n").complete(), ["prompt"]);
    assert_eq!(Editor::open("suite s {\n    ho‸\n}\n").complete(), ["holdout"]);
    assert_eq!(Editor::open("constraint c(n: ra‸").complete(), ["range"]);
    let classes = Editor::open("constraint c() {\n    require first line is not up‸\n}\n").complete();
    assert_eq!(classes, ["uppercase"]);
    let ignoring = Editor::open("constraint c() {\n    require it = \"x\" ignoring ma‸\n}\n").complete();
    assert_eq!(ignoring, ["markup"]);
    assert_eq!(Editor::open("constraint c() {\n    say \"re‸\"\n}\n").complete(), [""; 0]);
    assert_eq!(Editor::open("constraint c() {\n    say \"re‸").complete(), [""; 0]);
    assert_eq!(Editor::open("// con‸").complete(), [""; 0]);
}

#[test]
fn a_broken_clause_above_does_not_hide_what_can_follow() {
    let editor = Editor::open(
        "constraint c(most: int) {\n    require (count(\n    require count(words) in ..mo‸\n}\n",
    );
    assert_eq!(editor.complete(), ["most"]);
}

const BROKEN: &str = "\
define before(n: int) = n + 1

/// In the middle.
constraint middle(k: int) {
    require count(words) in k..
    require count(words in
    say \"{k}\"
}

constraint after() {
    require before(2) = 3 and middle(4)
}
";

#[test]
fn a_file_broken_in_the_middle_keeps_what_stands_around_it() {
    let editor = Editor::open(&BROKEN.replacen("middle(4)", "‸middle(4)", 1));
    assert_eq!(editor.symbols(), ["before", "middle", "after"]);
    assert_eq!(editor.definition().unwrap(), "own.hir:4:12 middle");
    assert_eq!(editor.hover(), "middle → constraint own.middle(k: int)\n\nIn the middle.");
    // The broken clause alone is reported: what refers to its constraint is not.
    let codes: Vec<&str> = editor.resolved.problems().iter().map(|p| p.code.name()).collect();
    assert_eq!(codes, ["syntax"]);
    assert!(editor.resolved.complete().is_err());
}

#[test]
fn a_quote_that_is_not_closed_hides_no_other_declaration() {
    let text = "define before() = true\nconstraint middle(k: int) {\n    require contains(\"x) and count(words) in k..\n    say \"{k}\"\n}\n\nconstraint after(most: int) {\n    say \"At most {most}.\"\n    require count(words) in ..mo‸\n}\n";
    let editor = Editor::open(text);
    assert_eq!(editor.symbols(), ["before", "middle", "after"]);
    assert_eq!(editor.complete(), ["most"]);
    assert!(editor.resolved.complete().is_err());
}

#[test]
fn one_mistake_is_reported_once_and_leaves_a_hole() {
    let text = "define wrong(a: txet) = wrods + 1\nconstraint c(n: int) {\n    require wrong(\"x\") in n.. and count(words) in ‸n..\n}\n";
    let editor = Editor::open(text);
    let codes: Vec<&str> = editor.resolved.problems().iter().map(|p| p.code.name()).collect();
    assert_eq!(codes, ["unknown-type", "unknown-name"]);
    assert_eq!(editor.references(), ["own.hir:3:27 n", "own.hir:3:51 n"]);
    assert_eq!(editor.hover(), "n → n: int");
}

#[test]
fn what_refers_to_itself_is_still_indexed() {
    let editor =
        Editor::open("define f() = g()\ndefine g() = f()\ndefine h() = ‸f() = 1 and count(words) in 2..\n");
    let codes: Vec<&str> = editor.resolved.problems().iter().map(|p| p.code.name()).collect();
    assert_eq!(codes, ["cycle"]);
    assert_eq!(editor.references(), ["own.hir:2:14 f", "own.hir:3:14 f"]);
}

#[test]
fn an_unknown_module_is_a_mistake_and_the_rest_is_read() {
    let editor =
        Editor::open("use lenght\nconstraint c(n: int) {\n    require lenght.words(n..) and ‸n = 2\n}\n");
    assert_eq!(editor.references(), ["own.hir:3:26 n", "own.hir:3:35 n"]);
    assert!(editor.resolved.problems().len() >= 2);
    assert_eq!(editor.symbols(), ["c"]);
}
