//! The signs that begin list items.
//!
//! CommonMark's `-`, `*`, `+` and numbers with `.` or `)`, and those that models write beside them: `•`, `◦`, `▪`, `●` and
//! their like, `・`, `1、`, `１．`, `（1）`, `①`, `一、`. A blank follows; behind wide signs, or between `.` or `)` and a wide letter,
//! there may be none.

use super::LineKind;
use crate::python::is_space;

/// A sign at the head of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Sign {
    pub(super) kind: LineKind,
    /// In bytes.
    pub(super) len: usize,
    /// In characters.
    pub(super) width: usize,
    /// The number, if it is written in digits.
    pub(super) number: Option<u32>,
}

/// The sign with which a text begins, if it is one of a list item.
pub(super) fn sign(text: &str) -> Option<Sign> {
    let first = text.chars().next()?;
    match first {
        '-' | '*' | '+' | '•' | '◦' | '▪' | '▫' | '‣' | '⁃' | '·' | '►' | '▶' | '▸' | '➤' | '➢' => {
            bullet(text, first, false)
        }
        '・' | '●' | '○' | '■' | '□' | '◆' | '◇' => bullet(text, first, true),
        '①'..='⑳' | '❶'..='❿' | '➀'..='➓' | '⑴'..='⒇' => {
            Some(Sign { kind: LineKind::Numbered, len: first.len_utf8(), width: 1, number: None })
        }
        '0'..='9' | '０'..='９' => numbered(text, 0, ""),
        '(' => numbered(text, 1, ")"),
        '（' => numbered(text, '（'.len_utf8(), "）"),
        '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' => counted(text),
        _ => None,
    }
}

fn bullet(text: &str, sign: char, wide: bool) -> Option<Sign> {
    let rest = text.get(sign.len_utf8()..)?;
    let next = rest.chars().next();
    // `○○` stands for a name in Japanese.
    let apart = next.is_none_or(is_space) || (wide && next != Some(sign));
    apart.then_some(Sign { kind: LineKind::Bullet, len: sign.len_utf8(), width: 1, number: None })
}

/// A number in at most nine digits and what closes it: one of `.`, `)`, `、`, `．`, `）`, or the bracket that it stands in.
fn numbered(text: &str, open: usize, close: &str) -> Option<Sign> {
    const MOST_DIGITS: usize = 9;
    let value = |c: char| match c {
        '0'..='9' => c.to_digit(10),
        '０'..='９' => Some(u32::from(c) - u32::from('０')),
        _ => None,
    };
    let inner = text.get(open..)?;
    let digits = inner.chars().map_while(value).take(MOST_DIGITS + 1).collect::<Vec<_>>();
    let after_digits = inner.trim_start_matches(|c| value(c).is_some());
    if digits.is_empty() || digits.len() > MOST_DIGITS {
        return None;
    }
    let mark = after_digits.chars().next()?;
    let closed = if close.is_empty() {
        matches!(mark, '.' | ')' | '、' | '．' | '）')
    } else {
        close.starts_with(mark)
    };
    let rest = after_digits.get(mark.len_utf8()..)?;
    let next = rest.chars().next();
    let wide =
        |c: char| matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}');
    let apart = !mark.is_ascii() || next.is_none_or(|c| is_space(c) || wide(c));
    (closed && apart).then(|| Sign {
        kind: LineKind::Numbered,
        len: text.len() - rest.len(),
        width: digits.len() + 1 + usize::from(open > 0),
        number: Some(digits.iter().fold(0, |n, digit| n * 10 + digit)),
    })
}

/// A number in Han digits and `、`.
fn counted(text: &str) -> Option<Sign> {
    let digit = |c: char| "一二三四五六七八九十".contains(c);
    let rest = text.trim_start_matches(digit);
    let width = text.chars().take_while(|c| digit(*c)).count();
    let after = rest.strip_prefix('、').filter(|_| width <= 3)?;
    Some(Sign { kind: LineKind::Numbered, len: text.len() - after.len(), width: width + 1, number: None })
}

#[cfg(test)]
mod tests {
    use super::{LineKind, sign};

    #[test]
    fn signs_of_many_hands() {
        for text in ["- a", "*\ta", "+ a", "• a", "◦ a", "▪ a", "・あ", "● あ", "●あ", "-"] {
            assert_eq!(sign(text).map(|s| s.kind), Some(LineKind::Bullet), "{text}");
        }
        for text in [
            "1. a",
            "12) a",
            "(3) a",
            "1、あ",
            "１．あ",
            "（2）あ",
            "①あ",
            "1)第一",
            "1.第一",
            "十一、背景",
            "3.",
        ] {
            assert_eq!(sign(text).map(|s| s.kind), Some(LineKind::Numbered), "{text}");
        }
        for text in [
            "-5",
            "*a*",
            "1.5",
            "1986",
            "(3 a",
            "○○さん",
            "1)a",
            "一つ",
            "a. b",
            "1234567890. a",
            "(a) b",
            "",
        ] {
            assert_eq!(sign(text), None, "{text}");
        }
        assert_eq!(sign("007. a").and_then(|s| s.number), Some(7));
    }
}
