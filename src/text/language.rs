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

/// The language's code (`en`, `pt`, `zh-cn`, …), or `unknown` where none is likely enough. `None` where there
/// is nothing to go by: no letters, only addresses, and the like.
#[must_use]
pub fn detect(text: &str) -> Option<String> {
    FACTORY.detect(text).ok()
}

#[cfg(test)]
mod tests {
    use super::detect;

    #[test]
    fn common_languages_are_told_apart() {
        assert_eq!(detect("The weather is lovely today.").as_deref(), Some("en"));
        assert_eq!(detect("Das Wetter ist heute wirklich schön.").as_deref(), Some("de"));
        assert_eq!(detect("今天天气很好。").as_deref(), Some("zh-cn"));
        assert_eq!(detect("123 !? 😀"), None);
        assert_eq!(detect(""), None);
    }
}
