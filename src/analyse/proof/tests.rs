//! The relations that proofs rest on, tried on random texts.

use super::measure::{RELATIONS, adds_up, covers, forbidden, needs, suffices};
use crate::text::{Unit, python};
use proptest::prelude::*;
use regex::Regex;

/// Texts of what makes units: words of several scripts, marks, markup, line breaks.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => proptest::sample::select(vec![
            "a", "be", "Sun", "x1", "don't", "well-known", "e\u{301}", "今天", "とき", "カナ", "นี้", "สวย", "é", "Ⅷ", "क्ष",
            "3.14", "1,000", "P.S.", "Dr.", "İ", "ß", "_", "सूर्य", "한국", "ab", "C", "😀", "❤\u{fe0f}", "👩\u{200d}👧",
        ]).prop_map(str::to_owned),
        4 => proptest::sample::select(vec![
            ". ", "! ", "? ", ", ", " ", "  ", "\n", "\n\n", "\n  ", "\t", "\r\n", "\u{a0}", "\u{2028}", "\u{200d}", "-", "'", "’",
        ]).prop_map(str::to_owned),
        3 => proptest::sample::select(vec![
            "\n- ", "\n* ", "\n1. ", "\n2) ", "\n# ", "\n## ", "\n> ", "\n```\n", "\n~~~", "\n| a | b |\n|---|---|\n| 1 | 2 |",
            "|", "|-|", "\n---\n", "*", "**", "[", "]", "](x)", "https://a.b", "#", "`", "\n***\n", "(", ")", "\"", "•", "\n  - ",
        ]).prop_map(str::to_owned),
        1 => "[a-zA-Z .,!?#*|>\\-\n]{1,4}",
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 1..14).prop_map(|pieces| pieces.concat())
}

fn count(unit: Unit, text: &str) -> f64 {
    f64::from(u32::try_from(unit.find(text).len()).unwrap())
}

fn whole(source: &str) -> Regex {
    regex::RegexBuilder::new(&format!(r"\A(?:{source})\z"))
        .multi_line(true)
        .size_limit(1 << 26)
        .build()
        .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn relations_between_units_hold(text in text()) {
        prop_assume!(!python::is_blank(&text));
        for (terms, constant, name) in RELATIONS {
            let sum: f64 = terms.iter().map(|(unit, c)| c * count(*unit, &text)).sum();
            prop_assert!(sum + constant <= 0.0, "{name}: {text:?}");
        }
        prop_assert!(count(Unit::TableRow, &text) == 0.0 || count(Unit::Table, &text) > 0.0, "rows: {text:?}");
    }

    #[test]
    fn parts_add_up_to_no_more_than_the_whole(text in text()) {
        for &outer in Unit::ALL {
            let parts = outer.find(&text);
            for &inner in Unit::ALL.iter().filter(|&&inner| adds_up(inner, outer)) {
                let sum: f64 = parts.iter().map(|p| count(inner, p.of(&text))).sum();
                let all = count(inner, &text);
                prop_assert!(sum <= all, "{inner:?} in {outer:?}: {sum} > {all} in {text:?}");
                prop_assert!(!covers(inner, outer) || sum == all, "{inner:?} not covered by {outer:?} in {text:?}");
            }
        }
    }

    #[test]
    fn what_a_unit_needs_is_there_and_what_suffices_makes_one(text in text()) {
        for &unit in Unit::ALL {
            let some = count(unit, &text) > 0.0;
            if let Some(source) = needs(unit) {
                let found = regex::RegexBuilder::new(source).multi_line(true).build().unwrap().is_match(&text);
                prop_assert!(!some || found, "{unit:?} without {source} in {text:?}");
            }
            if let Some(source) = suffices(unit) {
                prop_assert!(some || !whole(&source).is_match(&text), "no {unit:?} in {text:?}");
            }
        }
    }

    #[test]
    fn forbidden_texts_break_their_bound(text in text(), low in 0u32..6, high in 0u32..8) {
        let (low, high) = (f64::from(low), f64::from(high));
        for (outer, inner) in [(Unit::Word, Unit::Character), (Unit::Line, Unit::Word), (Unit::Line, Unit::Sentence)] {
            let bad = forbidden(outer, inner, low, high).iter().any(|source| whole(source).is_match(&text));
            let fits = outer.find(&text).iter().all(|p| {
                let n = count(inner, p.of(&text));
                low <= n && n <= high
            });
            prop_assert!(!bad || !fits, "{inner:?} per {outer:?} in {low}..{high}: {text:?}");
        }
    }
}
