//! The eight views of IFEval's loose mode.

use crate::text::python;
use std::borrow::Cow;

/// The views after the response itself, in the reference's order, with their names. Lines end at `\n` only; views
/// without a first or last line are stripped of blanks at both ends, the response itself is not.
pub(crate) fn views(response: &str) -> impl Iterator<Item = (Cow<'_, str>, &'static str)> {
    let without_first = python::trim(response.split_once('\n').map_or("", |(_, rest)| rest));
    let without_last = python::trim(response.rsplit_once('\n').map_or("", |(rest, _)| rest));
    let inner =
        response.split_once('\n').and_then(|(_, rest)| rest.rsplit_once('\n')).map_or("", |(inner, _)| inner);
    let without_both = python::trim(inner);
    let plain = [
        (without_first, "without the first line"),
        (without_last, "without the last line"),
        (without_both, "without the first and last lines"),
    ];
    let bare = [
        (response, "without `*`"),
        (without_first, "without the first line and `*`"),
        (without_last, "without the last line and `*`"),
        (without_both, "without the first and last lines and `*`"),
    ];
    let has_star = memchr::memchr(b'*', response.as_bytes()).is_some();
    let plain = plain.into_iter().map(|(text, name)| (Cow::Borrowed(text), name));
    // Without a star the second four are the first four again.
    let bare = bare
        .into_iter()
        .filter(move |_| has_star)
        .map(|(text, name)| (Cow::Owned(text.replace('*', "")), name));
    plain.chain(bare)
}

#[cfg(test)]
mod tests {
    use super::views;

    fn texts(response: &str) -> Vec<String> {
        views(response).map(|(t, _)| t.into_owned()).collect()
    }

    #[test]
    fn lines_are_cut_and_stripped_and_stars_deleted() {
        assert_eq!(texts("a\n *b* \nc"), ["*b* \nc", "a\n *b*", "*b*", "a\n b \nc", "b \nc", "a\n b", "b"]);
        assert_eq!(texts("one line"), ["", "", ""]);
        assert_eq!(texts("a\nb"), ["b", "a", ""]);
    }
}
