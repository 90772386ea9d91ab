use proptest::prelude::*;

use super::{Unit, section};

fn found(unit: Unit, text: &str) -> Vec<&str> {
    unit.find(text).into_iter().map(|part| part.of(text)).collect()
}

const RESPONSE: &str = "# Plan: [name]\n\nIntro by Dr. Who. See *this* and **that one**!\n* 1,000 apples\n  and pears. More?\n* don't\n\n\
## Steps\n1. First. Second\n2) go to https://example.com/a_(b).\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```rust\n# no heading\n- no bullet\n```\n\n\
> quoted. Still\n> quoted\n\n## **Notes:**\nDone [here](http://x.y) 😀 ❤️ #fun #1\n";

#[test]
fn blocks() {
    assert_eq!(found(Unit::Heading, RESPONSE), ["# Plan: [name]", "## Steps", "## **Notes:**"]);
    assert_eq!(found(Unit::Bullet, RESPONSE), ["* 1,000 apples\n  and pears. More?", "* don't"]);
    assert_eq!(
        found(Unit::NumberedItem, RESPONSE),
        ["1. First. Second", "2) go to https://example.com/a_(b)."]
    );
    assert_eq!(found(Unit::TableRow, RESPONSE), ["| 1 | 2 |"]);
    assert_eq!(found(Unit::Table, RESPONSE).len(), 1);
    assert_eq!(found(Unit::CodeBlock, RESPONSE), ["```rust\n# no heading\n- no bullet\n```"]);
    assert_eq!(found(Unit::Quote, RESPONSE), ["> quoted. Still\n> quoted"]);
    assert_eq!(found(Unit::Section, RESPONSE).len(), 3);
    let paragraphs = found(Unit::Paragraph, RESPONSE);
    assert_eq!(paragraphs.len(), 2);
    assert!(paragraphs[0].starts_with("Intro") && paragraphs[0].ends_with("don't"));
}

#[test]
fn spans() {
    assert_eq!(found(Unit::Link, RESPONSE), ["https://example.com/a_(b)", "[here](http://x.y)"]);
    assert_eq!(found(Unit::Placeholder, RESPONSE), ["[name]"]);
    assert_eq!(found(Unit::Highlight, RESPONSE), ["*this*", "**that one**", "**Notes:**"]);
    assert_eq!(found(Unit::Hashtag, RESPONSE), ["#fun"]);
    assert_eq!(found(Unit::Emoji, RESPONSE), ["😀", "❤️"]);
    assert_eq!(found(Unit::Number, "1,000.5 v2 10-12 1..5"), ["1,000.5", "2", "10", "12", "1", "5"]);
    assert_eq!(found(Unit::Highlight, "2 * 3 * 4 ***x*** * a"), ["***x***"]);
    assert_eq!(found(Unit::Placeholder, "[ ] [] [a\nb] [[c]]"), ["[c]"]);
}

#[test]
fn checkboxes_are_list_items_with_a_box() {
    let text = "Do:\n- [ ] buy milk\n  and bread\n* [x] sing\n1. [X] dance\n- [ ]\n- [] no\n- [y] no\n[ ] no\n- [x]no\n\
- a [x] no\n  - [ ] inner\n```\n- [ ] code\n```";
    assert_eq!(
        found(Unit::Checkbox, text),
        ["- [ ] buy milk\n  and bread", "* [x] sing", "1. [X] dance", "- [ ] inner"]
    );
}

#[test]
fn sentences_stay_in_their_block() {
    assert_eq!(
        found(Unit::Sentence, RESPONSE),
        [
            "Plan: [name]",
            "Intro by Dr. Who.",
            "See *this* and **that one**!",
            "1,000 apples\n  and pears.",
            "More?",
            "don't",
            "Steps",
            "First.",
            "Second",
            "go to https://example.com/a_(b).",
            "quoted.",
            "Still\n> quoted",
            "**Notes:**",
            "Done [here](http://x.y) 😀 ❤️ #fun #1",
        ]
    );
    assert_eq!(found(Unit::Sentence, "你好。「是吗？」好！"), ["你好。", "「是吗？」", "好！"]);
}

#[test]
fn small_units() {
    assert_eq!(Unit::Character.count("e\u{301}\r\n🇩🇪"), 3);
    assert_eq!(Unit::Character.count("a\r\nb"), 3);
    assert_eq!(Unit::CodePoint.count("e\u{301}\r\n🇩🇪"), 6);
    assert_eq!(found(Unit::Letter, "a1é कि"), ["a", "é", "क"]);
    assert_eq!(found(Unit::Digit, "a1²٣"), ["1", "٣"]);
    assert_eq!(found(Unit::Line, "a\n \n b\r\n"), ["a", " b"]);
    assert_eq!(Unit::Word.count("don't -well-known- 3.14, 1.a"), 5);
}

#[test]
fn a_section_is_found_by_its_title() {
    let part = section(RESPONSE, "notes").unwrap();
    assert_eq!(part.of(RESPONSE), "Done [here](http://x.y) 😀 ❤️ #fun #1");
    assert!(section(RESPONSE, "plan: [NAME]").unwrap().of(RESPONSE).contains("## Steps"));
    assert_eq!(section(RESPONSE, "nothing"), None);
    assert_eq!(section("# a\n# b", "a").unwrap().len(), 0);
}

#[test]
fn names_lead_back_to_units() {
    for &unit in Unit::ALL {
        assert_eq!(Unit::from_singular(unit.singular()), Some(unit));
        assert_eq!(Unit::from_plural(unit.plural()), Some(unit));
        assert_eq!(serde_json::to_value(unit).unwrap(), unit.singular());
        assert!(unit.definition().ends_with('.'));
    }
}

#[test]
fn hostile_text_takes_linear_time() {
    for piece in [
        "[", "*", "<<", "[a](", "**a ", "> ", "|", "`", "#a", "1,", "a.", "- a\n", "http://", "[[a]](",
        "\u{fe0f}", "。", "*a\n",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        for &unit in Unit::ALL {
            let _ = unit.count(&text);
        }
    }
}

proptest! {
    #[test]
    fn parts_are_ordered_and_in_bounds(text in "(?s)([-*+#>|`~•1.,'\\[\\]() \r\nab!。]|.|😀|\u{fe0f}|```\n|\n# |\n- ){0,60}") {
        for &unit in Unit::ALL {
            let parts = unit.find(&text);
            prop_assert_eq!(unit.count(&text), parts.len(), "{:?}", unit);
            let mut end = 0;
            for part in parts {
                prop_assert!(part.start <= part.end, "{:?}", unit);
                prop_assert!(text.get(part.start as usize..part.end as usize).is_some(), "{:?}", unit);
                prop_assert!(part.start >= end, "{:?}", unit);
                end = if unit == Unit::Section { part.start } else { part.end };
            }
        }
    }

    #[test]
    fn characters_are_grapheme_clusters(text in "([ab\\r\\n]|[é\u{301}\u{600}🇩]){0,30}") {
        use unicode_segmentation::UnicodeSegmentation;
        let clusters: Vec<_> = text.graphemes(true).collect();
        prop_assert_eq!(found(Unit::Character, &text), clusters);
    }

    #[test]
    fn ascii_words_are_counted_as_scanned(text in "[ab1'_.,\\- ]{0,300}") {
        prop_assert_eq!(Unit::Word.count(&text), Unit::Word.find(&text).len());
    }
}
