//! The nearest known name to a mistyped one.

/// Nothing that is called by a longer name than this many characters is guessed at: names are short, and the distance takes their
/// product.
const LONGEST: usize = 200;

/// The closest of `known` to `wrong`, if it takes at most a third of its letters to get there.
///
/// ```
/// assert_eq!(hirc_lang::diagnostic::nearest("paragrph", ["paragraph", "sentence"]), Some("paragraph"));
/// assert_eq!(hirc_lang::diagnostic::nearest("xyz", ["paragraph"]), None);
/// ```
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = wrong.chars().take(LONGEST + 1).count();
    if length > LONGEST {
        return None;
    }
    let limit = length.max(3) / 3;
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(wrong, name), name))
        .filter(|&(distance, _)| distance <= limit)
        .min_by_key(|&(distance, name)| (distance, name))
        .map(|(_, name)| name)
}
