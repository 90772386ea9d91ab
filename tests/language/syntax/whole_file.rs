//! The grammar's rule for whole files agrees with the parser, which reads one declaration at a time.

use super::random;
use hirc::source::FileId;
use hirc::syntax::{parse_file, print_file};
use pest::Parser;
use proptest::prelude::*;

#[derive(pest_derive::Parser)]
#[grammar = "../../grammar/hir.pest"]
struct Hir;

proptest! {
    #![proptest_config(random::cases(300))]

    #[test]
    fn a_file_is_accepted_exactly_if_all_its_declarations_are(
        file in random::file(),
        damage in prop::option::of((any::<prop::sample::Index>(), "[a-z(){}:;,\"/. \n]{0,2}")),
    ) {
        let mut source: Vec<char> = print_file(&file).chars().collect();
        if let (Some((at, with)), false) = (damage, source.is_empty()) {
            let at = at.index(source.len());
            source.splice(at..at + 1, with.chars());
        }
        let source: String = source.into_iter().collect();
        let (_, problems) = parse_file(FileId(0), &source);
        // What the grammar leaves to the tree: numbers too large, characters that do not exist.
        let only_syntax = problems.iter().all(|p| p.message.starts_with("unexpected"));
        if only_syntax {
            prop_assert_eq!(Hir::parse(Rule::file, &source).is_ok(), problems.is_empty(), "{}", source);
        }
    }
}

#[test]
fn a_documentation_line_does_not_divide() {
    let source = "define a() = b\n///\n  c\n";
    assert!(Hir::parse(Rule::file, source).is_err());
    assert!(!parse_file(FileId(0), source).1.is_empty());
}
