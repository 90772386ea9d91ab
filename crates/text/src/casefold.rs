//! Full case folding: letters that differ by case alone become one text, however many letters that is.

/// The folded form of a character: `ß`, `ẞ` and `SS` fold alike, as do `ς` and `Σ`, `i`, `I`, `İ` and `ı`.
///
/// Unicode's folding (CaseFolding.txt, C and F) by way of the capital letter; the dotted and the dotless I of Turkish are folded
/// to `i` too, since a text does not say which language's rules it follows.
pub fn fold(c: char) -> impl Iterator<Item = char> {
    let c = if c == 'İ' { 'i' } else { c };
    c.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn capitals_fold_to_what_they_are_capitals_of() {
        let folded = |text: &str| text.chars().flat_map(fold).collect::<String>();
        for (a, b) in [
            ("Straße", "STRASSE"),
            ("ẞ", "ss"),
            ("ὈΔΥΣΣΕΎΣ", "ὀδυσσεύς"),
            ("İstanbul", "ISTANBUL"),
            ("ﬁn", "FIN"),
        ] {
            assert_eq!(folded(a), folded(b), "{a}");
        }
        assert_ne!(folded("a"), folded("á"));
    }
}
