use proptest::prelude::*;

use super::LineKind::{
    Blank, Bullet, Code, Fence, FenceEnd, Heading, Numbered, Prose, Quote, Rule, TableRow, TableRule,
};
use super::*;

fn kinds(text: &str) -> Vec<LineKind> {
    lines(text).iter().map(|l| l.kind).collect()
}

#[test]
fn each_kind() {
    let text =
        "# A\n\n- b\n  + c\n• d\n1. e\n2) f\n> g\n***\n* * *\nprose\n#tag\n**bold**\n-5\n1.5\n####### x";
    assert_eq!(
        kinds(text),
        [
            Heading(1),
            Blank,
            Bullet,
            Bullet,
            Bullet,
            Numbered,
            Numbered,
            Quote,
            Rule,
            Rule,
            Prose,
            Prose,
            Prose,
            Prose,
            Prose,
            Prose
        ]
    );
}

#[test]
fn fences_hide_what_they_hold() {
    assert_eq!(
        kinds("```py\n# x\n~~~\n```\n- y\n~~~~\n~~~\n- z"),
        [Fence, Code, Code, FenceEnd, Bullet, Fence, Code, Code]
    );
    assert_eq!(kinds("x\n    ```\n```a`b"), [Prose, Prose, Prose]);
    assert_eq!(kinds("````\n```\n````\n# x"), [Fence, Code, FenceEnd, Heading(1)]);
}

#[test]
fn indented_code_stands_behind_a_blank_line() {
    assert_eq!(kinds("a\n\n    # b\n\n    - c\nd"), [Prose, Blank, Code, Blank, Code, Prose]);
    assert_eq!(kinds("a\n    # b"), [Prose, Prose]);
    assert_eq!(kinds("- a\n\n      b\n  c"), [Bullet, Blank, Code, Prose]);
}

#[test]
fn a_line_below_makes_a_heading() {
    assert_eq!(
        kinds("A\n==\nb\nc\n---\n---\n\n---\n> d\n---"),
        [Heading(1), Heading(2), Rule, Blank, Rule, Quote, Rule]
    );
    let text = "a\nb c\n---\n- d\n  ==";
    let found: Vec<_> = lines(text).iter().map(|l| (l.kind, l.body().of(text))).collect();
    assert_eq!(found, [(Heading(2), "a\nb c\n---"), (Bullet, "-"), (Heading(1), "d\n  ==")]);
}

#[test]
fn items_and_quotes_hold_what_their_lines_begin() {
    for fence in ["   ```bash\n   # get it\n   - x\n   ```", "    ```bash\n    # get it\n    - x\n    ```"] {
        assert_eq!(
            kinds(&format!("1. Install:\n\n{fence}\n\n2. Run it.")),
            [Numbered, Blank, Fence, Code, Code, FenceEnd, Blank, Numbered]
        );
    }
    assert_eq!(kinds("> ```py\n> # c\n> ```\n> # d"), [Fence, Code, FenceEnd, Heading(1)]);
    assert_eq!(kinds("> ```\n> x\n```\n# y"), [Fence, Code, Fence, Code]);
    assert_eq!(kinds("- ```\n  x\n# y"), [Bullet, Fence, Code, Heading(1)]);
    assert_eq!(kinds("1. > # a"), [Numbered, Heading(1)]);
    assert_eq!(kinds("> 1. - a"), [Numbered]);
    assert_eq!(
        kinds("- |a|\n  |-|\n  |1|\n\n> a|b\n> -|-\n> 1|2"),
        [Bullet, TableRow, TableRule, TableRow, Blank, TableRow, TableRule, TableRow]
    );
}

#[test]
fn numbers_in_prose_begin_no_list() {
    assert_eq!(kinds("It was in\n1986. A year"), [Prose, Prose]);
    assert_eq!(kinds("Steps:\n1. a\nand\n2. b"), [Prose, Numbered, Prose, Numbered]);
}

#[test]
fn html_is_prose() {
    assert_eq!(kinds("<div>\n# a\n- b\n\n# c"), [Prose, Prose, Prose, Blank, Heading(1)]);
    assert_eq!(kinds("<!--\n# a\n\n-->\n# c"), [Prose, Prose, Blank, Prose, Heading(1)]);
    assert_eq!(kinds("<b>bold</b>\n# c"), [Prose, Heading(1)]);
}

#[test]
fn tables_with_and_without_outer_bars() {
    assert_eq!(
        kinds("|a|b|\n|--|:-:|\n|1|2|\n\na | b\n--|--\n1 | 2\nend"),
        [TableRow, TableRule, TableRow, Blank, TableRow, TableRule, TableRow, Prose]
    );
    assert_eq!(kinds("a | b\nc"), [Prose, Prose]);
}

#[test]
fn markers_and_contents() {
    let text = "  12.  a b \r\n";
    let [line] = lines(text)[..] else { panic!("one line") };
    assert_eq!((line.marker.of(text), line.content.of(text)), ("12.", "a b"));
    let text = "> ## t ##\n> q";
    let found: Vec<_> =
        lines(text).iter().map(|l| (l.marker.of(text), l.content.of(text), l.quote)).collect();
    assert_eq!(found, [("##", "t", Some(0)), (">", "q", Some(10))]);
}

#[test]
fn indented_prose_continues_an_item() {
    let found: Vec<_> = lines("- a\n  b\n\n  c\nd\n\n  e").iter().map(|l| (l.in_item, l.level)).collect();
    assert_eq!(found, [(false, 1), (true, 1), (true, 1), (true, 1), (false, 0), (false, 0), (false, 0)]);
}

#[test]
fn nesting_has_an_end() {
    let deep = "- ".repeat(1000) + "a\n" + &"> ".repeat(1000) + "b";
    assert!(lines(&deep).iter().all(|line| line.level <= 32));
}

proptest! {
    #[test]
    fn parts_stay_in_order_and_in_bounds(text in "(?s)([-*+#>|`~•1.)=<\\t \r\na]|  |```\n|.){0,60}") {
        let mut at = 0;
        for line in lines(&text) {
            for part in [line.part, line.marker, line.content] {
                prop_assert!(text.get(part.start as usize..part.end as usize).is_some());
            }
            let body = line.body();
            prop_assert!(body.start >= at && body.start >= line.part.start.min(line.marker.start));
            at = body.end.max(at);
            prop_assert!(line.content.end <= line.part.end);
        }
        prop_assert!(lines(&text).len() >= text.lines().filter(|line| !line.trim().is_empty()).count() / 4);
    }
}
