//! Which language a text is in, as langdetect 1.0.9 says with seed 0 on CPython 3.11.

use std::sync::LazyLock;

use langdetect::{Compat, DetectorFactory, Seed};

static FACTORY: LazyLock<DetectorFactory> = LazyLock::new(|| {
    // The built-in factory follows a later Python; the profiles are loaded anew for this one.
    let mut factory = DetectorFactory::new(Compat::python(11));
    if factory.load_builtin(&DetectorFactory::builtin_files()).is_err() {
        factory = DetectorFactory::builtin().clone();
    }
    factory.seed = Seed::Int(0);
    factory
});

static CODES: LazyLock<Vec<String>> = LazyLock::new(DetectorFactory::builtin_files);

/// The codes of all languages that can be told.
#[must_use]
pub fn codes() -> &'static [String] {
    &CODES
}

/// Whether some code is this tag, or begins with it (`zh`: `zh-cn` and `zh-tw`).
#[must_use]
pub fn is_known(tag: &str) -> bool {
    codes().iter().any(|code| fits(code, tag)) || tag == "unknown"
}

/// Whether a code is what a tag names: `zh` is any Chinese, `zh-cn` that kind.
#[must_use]
pub fn fits(code: &str, tag: &str) -> bool {
    let main = code.split_once('-').map_or(code, |(main, _)| main);
    code.eq_ignore_ascii_case(tag) || main.eq_ignore_ascii_case(tag)
}

/// The language's code (`en`, `pt`, `zh-cn`, …), or `unknown` where none is likely enough. `None` where there
/// is nothing to go by: no letters, only addresses, and the like.
#[must_use]
pub fn detect(text: &str) -> Option<String> {
    crate::work::read(text.len());
    FACTORY.detect(text).ok()
}

#[cfg(test)]
mod tests {
    use super::{detect, fits, is_known};

    #[test]
    fn common_languages_are_told_apart() {
        assert_eq!(detect("The weather is lovely today.").as_deref(), Some("en"));
        assert_eq!(detect("Das Wetter ist heute wirklich schön.").as_deref(), Some("de"));
        assert_eq!(detect("今天天气很好。").as_deref(), Some("zh-cn"));
        assert_eq!(detect("123 !? 😀"), None);
        assert_eq!(detect(""), None);
    }

    #[test]
    fn a_tag_names_a_language_or_all_of_its_kinds() {
        assert!(fits("zh-cn", "zh") && fits("zh-cn", "ZH-CN") && !fits("zh-cn", "zh-tw") && fits("en", "EN"));
        assert!(["en", "zh", "zh-tw", "pt"].iter().all(|tag| is_known(tag)));
        assert!(!is_known("xx") && !is_known("en-US") && !is_known(""));
    }
}
