//! Word lists that ship with the program, each under a name with a version: a list never changes under its name.

use crate::verbs::Verbs;

/// The names that [`table`] knows, for messages; `LANG` stands for a language tag.
pub const NAMES: &str =
    "`stopwords.LANG@1` (such as `stopwords.en@1`), `verbs.en@1`, `verbs.en@2` and `languages.langdetect@1`";

/// The words of a list; `None` if there is none of that name.
#[must_use]
pub fn table(name: &str) -> Option<Vec<&'static str>> {
    if let Some(verbs) = Verbs::from_name(name) {
        return Some(verbs.words());
    }
    if name == "languages.langdetect@1" {
        return Some(crate::language::codes().iter().map(String::as_str).collect());
    }
    let language = name.strip_prefix("stopwords.")?.strip_suffix("@1")?;
    Some(stop_words::lookup(language)?.to_vec())
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn lists_have_names_with_versions() {
        assert!(table("stopwords.en@1").is_some_and(|words| words.contains(&"the")));
        assert!(
            table("verbs.en@1").is_some_and(|words| words.contains(&"write") && !words.contains(&"whisk"))
        );
        assert!(
            table("verbs.en@2").is_some_and(|words| words.contains(&"write") && words.contains(&"whisk"))
        );
        assert!(
            table("stopwords.en").is_none()
                && table("stopwords.xx@1").is_none()
                && table("verbs.en@3").is_none()
        );
    }
}
