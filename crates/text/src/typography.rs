//! How characters are set: what typography may change without changing what is written.
//!
//! - composed and decomposed letters, wide and narrow forms, ligatures, letters of mathematics (Unicode's NFKC);
//! - curly quotation marks and apostrophes, primes and typewriter's accents in their place, hyphens that do not break;
//! - what is not seen: soft hyphens, zero-width characters, marks of direction, variation selectors, fillers, and strokes laid
//!   over letters.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use super::scan::is_mark;

/// The characters of a text, each with the offset of what it comes from, set plainly.
#[must_use]
pub fn plain(chars: &[(u32, char)]) -> Vec<(u32, char)> {
    let mut out = Vec::with_capacity(chars.len());
    let seen = chars.iter().copied().filter(|&(_, c)| !is_unseen(c));
    let mut cluster: Vec<char> = Vec::new();
    let mut start = 0;
    let mut push = |start: u32, cluster: &mut Vec<char>| match cluster.as_slice() {
        [c] if c.is_ascii() => {
            out.push((start, straight(*c)));
            cluster.clear();
        }
        _ => out.extend(cluster.drain(..).nfkc().filter(|&c| !is_unseen(c)).map(|c| (start, straight(c)))),
    };
    for (at, c) in seen {
        if !goes_on(c) {
            push(start, &mut cluster);
            start = at;
        }
        cluster.push(c);
    }
    push(start, &mut cluster);
    out
}

/// Whether a character may be composed with the one before it.
fn goes_on(c: char) -> bool {
    let vowel_or_final = matches!(c, '\u{1160}'..='\u{11FF}' | '\u{FF9E}' | '\u{FF9F}');
    !c.is_ascii() && (vowel_or_final || canonical_combining_class(c) != 0 || is_mark(c))
}

/// Whether a character is not seen by itself, or only as a stroke over another.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{E0000}'..='\u{E0FFF}'
        | '\u{334}'..='\u{338}' | '\u{20D2}'..='\u{20D3}' | '\u{20D8}'..='\u{20DA}' | '\u{20DD}'..='\u{20E0}' | '\u{20E5}'..='\u{20E6}')
}

/// Curly marks as a typewriter has them.
fn straight(c: char) -> char {
    match c {
        '‘' | '’' | '‚' | '‛' | '′' | 'ʼ' | 'ʹ' | 'ʻ' | '‵' | '´' | '`' => '\'',
        '“' | '”' | '„' | '‟' | '″' | '‶' | '〝' | '〞' => '"',
        '‐' | '‑' | '−' => '-',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    fn set(text: &str) -> String {
        let chars: Vec<(u32, char)> =
            text.char_indices().map(|(at, c)| (u32::try_from(at).unwrap(), c)).collect();
        plain(&chars).into_iter().map(|(_, c)| c).collect()
    }

    #[test]
    fn what_is_written_stays() {
        for (one, other) in [
            ("caf\u{65}\u{301}", "café"),
            ("don’t “go”", "don't \"go\""),
            ("ｃｈｅａｐ", "cheap"),
            ("𝐜𝐡𝐞𝐚𝐩 ﬁn", "cheap fin"),
            ("ch\u{AD}ea\u{200B}p", "cheap"),
            ("c\u{336}h\u{336}eap", "cheap"),
            ("\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}", "한국"),
            ("ｶﾞｽ", "ガス"),
            ("می\u{200C}خواهم", "میخواهم"),
        ] {
            assert_eq!(set(one), set(other), "{one}");
        }
        assert_ne!(set("cafe"), set("café"));
        assert_ne!(set("naïve"), set("naive"));
    }

    #[test]
    fn each_character_knows_where_it_comes_from() {
        let text = "e\u{301}\u{AD}x";
        let chars: Vec<(u32, char)> =
            text.char_indices().map(|(at, c)| (u32::try_from(at).unwrap(), c)).collect();
        assert_eq!(plain(&chars), [(0, 'é'), (5, 'x')]);
    }
}
