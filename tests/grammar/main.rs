//! The grammar parses in steps linear in the nesting. Counted by pest's call limit, which belongs to the process:
//! hence a test binary with a single test.

#[cfg(test)]
mod linear {
    use pest::Parser;
    use std::num::NonZeroUsize;

    #[derive(pest_derive::Parser)]
    #[grammar = "../../grammar/hir.pest"]
    struct Hir;

    const CONSTRUCTS: [(&str, &str, &str); 20] = [
        ("(", "a", ")"),
        ("[", "a", "]"),
        ("f(", "a", ")"),
        ("f(n: ", "a", ")"),
        ("all { ", "a", " }"),
        ("2 of { ", "a", " }"),
        ("in order { a; ", "a", " }"),
        ("not ", "a", ""),
        ("- ", "a", ""),
        ("each x: ", "a", ""),
        ("each (x, y) in c: ", "a", ""),
        ("if a: ", "b", ""),
        ("if a: b else: ", "c", ""),
        ("if (", "a", "): b"),
        ("a: ", "b", ""),
        ("a of ", "b", ""),
        ("a where ", "b", ""),
        ("(a where ", "b", ") in c"),
        ("[a for each ", "b", "]"),
        ("(1 + ", "2", " .. 3 ignoring case)"),
    ];

    fn source((open, inner, close): (&str, &str, &str), depth: usize) -> String {
        format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
    }

    fn parses_within(source: &str, calls: usize) -> bool {
        pest::set_call_limit(NonZeroUsize::new(calls));
        Hir::parse(Rule::lone_pred, source).is_ok()
    }

    /// The fewest calls that suffice.
    fn calls(source: &str) -> usize {
        let mut enough = 1_000;
        while !parses_within(source, enough) {
            enough *= 2;
            assert!(enough < 1 << 24, "not even {enough} calls: {source}");
        }
        let mut too_few = enough / 2;
        while enough - too_few > enough / 100 {
            let middle = (enough + too_few) / 2;
            if parses_within(source, middle) { enough = middle } else { too_few = middle }
        }
        enough
    }

    #[test]
    fn parsing_is_linear_in_the_nesting() {
        for construct in CONSTRUCTS {
            let (small, large) = (source(construct, 12), source(construct, 48));
            let (few, many) = (calls(&small), calls(&large));
            assert!(many < few * 5, "{few} calls at a nesting of 12, {many} at 48: {small}");
        }
    }
}
