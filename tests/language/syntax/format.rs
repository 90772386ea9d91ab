//! Formatting keeps the tree and every comment, and changes nothing the second time.

use super::random;
use hirc::source::FileId;
use hirc::syntax::{format, parse_file, print_file};
use proptest::prelude::*;

fn formatted(source: &str) -> String {
    format(FileId(0), source).unwrap_or_else(|problems| panic!("{source}\n{problems:#?}"))
}

/// Puts `// cN` at some of the places where a blank or a line break stands outside of quotes and documentation.
fn with_comments(source: &str, chosen: &[bool]) -> (String, usize) {
    let mut chosen = chosen.iter().cycle();
    let (mut out, mut code, mut count, mut quoted) = (String::new(), String::new(), 0, None);
    for line in source.split_inclusive('\n') {
        let documentation = line.trim_start().starts_with("///");
        let mut before = ' ';
        let mut escaped = false;
        for c in line.chars() {
            let closes = quoted == Some(c) && !escaped;
            escaped = quoted.is_some() && c == '\\' && !escaped;
            if closes {
                quoted = None;
            } else if quoted.is_none() && !documentation {
                // Division is printed between blanks, a pattern's slash behind it is followed by something else.
                quoted = Some(c).filter(|&c| c == '"' || (c == '/' && opens_pattern(&code)));
            }
            let free = quoted.is_none() && !documentation && !closes;
            out.push(c);
            code.push(c);
            if free && matches!(c, ' ' | '\n') && chosen.next() == Some(&true) {
                let lead = if before == '\n' || count % 3 == 0 { "\n  " } else { "" };
                out.push_str(&format!("{lead}// c{count};\n"));
                count += 1;
            }
            before = c;
        }
    }
    (out, count)
}

fn opens_pattern(before: &str) -> bool {
    let before = before.trim_end_matches(|c: char| c.is_whitespace());
    let word: String = before.chars().rev().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let word: String = word.chars().rev().collect();
    let keyword = [
        "require", "and", "or", "not", "in", "of", "is", "if", "where", "each", "some", "no", "step",
        "ignoring",
    ];
    match before.chars().last() {
        Some(')' | ']' | '}' | '"' | '%' | '/') => false,
        Some(c) if c.is_alphanumeric() || c == '_' => keyword.contains(&word.as_str()),
        _ => true,
    }
}

proptest! {
    #![proptest_config(random::cases(400))]

    #[test]
    fn comments_survive_anywhere(file in random::file(), chosen in prop::collection::vec(prop::bool::weighted(0.15), 40)) {
        let (source, count) = with_comments(&print_file(&file), &chosen);
        let (tree, problems) = parse_file(FileId(0), &source);
        prop_assert!(problems.is_empty(), "{}\n{:#?}", source, problems);
        prop_assert_eq!(&tree.items, &file.items, "{}", source);
        prop_assert_eq!(tree.comments.len(), count, "{}", source);

        let once = format(FileId(0), &source).map_err(|p| TestCaseError::fail(format!("{source}\n{p:#?}")))?;
        for i in 0..count {
            let comment = format!("// c{i};\n");
            prop_assert_eq!(once.matches(&comment).count(), 1, "{}\n{}\n{}", comment, source, once);
        }
        let (again, _) = parse_file(FileId(0), &once);
        prop_assert_eq!(&again, &tree, "{}", once);
        let twice = formatted(&once);
        prop_assert_eq!(&twice, &once, "from\n{}", source);
        prop_assert!(once.is_empty() || (once.ends_with('\n') && !once.ends_with("\n\n")));
        prop_assert!(!once.contains("\n\n\n") && !once.starts_with('\n'));
        prop_assert!(!once.lines().any(|line| line.ends_with(' ') && !line.contains("///")), "{}", once);
    }

    #[test]
    fn line_ends_and_a_byte_order_mark_are_normalised(file in random::file()) {
        let source = print_file(&file);
        let windows = format!("\u{FEFF}{}", source.replace('\n', "\r\n"));
        prop_assert_eq!(format(FileId(0), &windows), format(FileId(0), &source));
    }
}

const MESSY: &str = r#"

//! Length of the response.
//! In words.
use   length as l
use keywords // for `include`

use "./team/rules.hir"   as team
/// The response has `n` words.


@id("a:b",n:from_relation(relation,num_words)) // IFEval
constraint words( n:range~50..300 step 50, k: int = 3 where k>=1 ){// head
    // leading


    require count(words) in n // bound
    require each paragraph:(last sentence:(ends_with("?")))
    require contains("a") and // why
      not contains("b")

    say "Use {n|of word}."
    accept(n:3..) "one
two three"
    reject( n: 3.. )"one two"
    // dangling
} // end
// about the next
define many() = count(words where marker in ["alpha", "beta", "gamma", "delta", "epsilon"]) in 10.. and count(lines) in 3..
task t{prompt "Explain." require all{ count(words) in 100..200 weight 2; contains("chlorophyll") and contains("sunlight");
   if contains("x"): starts_with("y") else: ends_with("z")} }
constraint none_here(){}
// the end"#;

#[test]
fn a_messy_file_is_laid_out() {
    let once = formatted(MESSY);
    insta::assert_snapshot!(once);
    assert_eq!(formatted(&once), once);
}

#[test]
fn a_broken_file_is_not_formatted() {
    let problems = format(FileId(0), "constraint a() { require }").expect_err("it is broken");
    assert_eq!(problems.len(), 1);
}

#[test]
fn a_blank_file_stays_blank() {
    assert_eq!(formatted(""), "");
    assert_eq!(formatted("\u{FEFF}\r\n \n"), "");
    assert_eq!(formatted("\n\n// only this"), "// only this\n");
}

#[test]
fn the_shipped_constraints_can_be_formatted() {
    for entry in std::fs::read_dir(crate::harness::root().join("constraints")).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        if path.extension().is_some_and(|e| e == "hir") {
            let once = formatted(&std::fs::read_to_string(&path).expect("it can be read"));
            assert_eq!(formatted(&once), once, "{}", path.display());
        }
    }
}
