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

/// The languages: code, English name, and other codes of ISO 639 that mean it.
const LANGUAGES: [(&str, &str, &[&str]); 54] = [
    ("af", "Afrikaans", &["afr"]),
    ("ar", "Arabic", &["ara"]),
    ("bg", "Bulgarian", &["bul"]),
    ("bn", "Bengali", &["ben"]),
    ("ca", "Catalan", &["cat"]),
    ("cs", "Czech", &["ces", "cze"]),
    ("cy", "Welsh", &["cym", "wel"]),
    ("da", "Danish", &["dan"]),
    ("de", "German", &["deu", "ger"]),
    ("el", "Greek", &["ell", "gre"]),
    ("en", "English", &["eng"]),
    ("es", "Spanish", &["spa"]),
    ("et", "Estonian", &["est"]),
    ("fa", "Persian", &["fas", "per"]),
    ("fi", "Finnish", &["fin"]),
    ("fr", "French", &["fra", "fre"]),
    ("gu", "Gujarati", &["guj"]),
    ("he", "Hebrew", &["heb", "iw"]),
    ("hi", "Hindi", &["hin"]),
    ("hr", "Croatian", &["hrv"]),
    ("hu", "Hungarian", &["hun"]),
    ("id", "Indonesian", &["ind", "in"]),
    ("it", "Italian", &["ita"]),
    ("ja", "Japanese", &["jpn"]),
    ("kn", "Kannada", &["kan"]),
    ("ko", "Korean", &["kor"]),
    ("lt", "Lithuanian", &["lit"]),
    ("lv", "Latvian", &["lav"]),
    ("mk", "Macedonian", &["mkd", "mac"]),
    ("ml", "Malayalam", &["mal"]),
    ("mr", "Marathi", &["mar"]),
    ("ne", "Nepali", &["nep"]),
    ("nl", "Dutch", &["nld", "dut"]),
    ("no", "Norwegian", &["nor", "nb", "nn", "nob", "nno"]),
    ("pa", "Punjabi", &["pan"]),
    ("pl", "Polish", &["pol"]),
    ("pt", "Portuguese", &["por"]),
    ("ro", "Romanian", &["ron", "rum", "mo"]),
    ("ru", "Russian", &["rus"]),
    ("sk", "Slovak", &["slk", "slo"]),
    ("sl", "Slovenian", &["slv"]),
    ("so", "Somali", &["som"]),
    ("sq", "Albanian", &["sqi", "alb"]),
    ("sv", "Swedish", &["swe"]),
    ("sw", "Swahili", &["swa"]),
    ("ta", "Tamil", &["tam"]),
    ("te", "Telugu", &["tel"]),
    ("th", "Thai", &["tha"]),
    ("tl", "Tagalog", &["tgl", "fil"]),
    ("tr", "Turkish", &["tur"]),
    ("uk", "Ukrainian", &["ukr"]),
    ("ur", "Urdu", &["urd"]),
    ("vi", "Vietnamese", &["vie"]),
    ("zh", "Chinese", &["zho", "chi", "cmn"]),
];

/// The code by which [`detect`] names what a tag of BCP 47 means: `pt` for `pt-BR`, `no` for `nb`, `zh-cn` for `zh-Hans`, `zh`
/// for any Chinese. `None` for a language that can't be told.
#[must_use]
pub fn code_of(tag: &str) -> Option<&'static str> {
    let tag = tag.trim().to_ascii_lowercase().replace('_', "-");
    let mut subtags = tag.split('-');
    let main = subtags.next()?;
    let &(code, ..) = LANGUAGES.iter().find(|(code, _, others)| *code == main || others.contains(&main))?;
    let kind = |subtag: &str| match subtag {
        "hans" | "cn" | "sg" | "my" => Some("zh-cn"),
        "hant" | "tw" | "hk" | "mo" => Some("zh-tw"),
        _ => None,
    };
    Some(if code == "zh" { subtags.find_map(kind).unwrap_or(code) } else { code })
}

/// The code nearest to what can't be told: of the language of that name, or the first that begins alike.
#[must_use]
pub fn nearest(tag: &str) -> &'static str {
    let tag = tag.trim().to_ascii_lowercase();
    let named = |name: &str| tag.len() > 2 && name.to_ascii_lowercase().starts_with(&tag);
    let alike = |code: &str| code.chars().next() == tag.chars().next();
    let by_name = LANGUAGES.iter().find(|(_, name, _)| named(name));
    by_name.or_else(|| LANGUAGES.iter().find(|(code, ..)| alike(code))).map_or("en", |(code, ..)| code)
}

/// Whether some code is what this tag means (`zh`: `zh-cn` and `zh-tw`).
#[must_use]
pub fn is_known(tag: &str) -> bool {
    code_of(tag).is_some() || tag == "unknown"
}

/// Whether a code is what a tag means: `zh` is any Chinese, `zh-cn` that kind.
#[must_use]
pub fn fits(code: &str, tag: &str) -> bool {
    let wanted = code_of(tag).unwrap_or(tag);
    code == wanted || (wanted == "zh" && code.starts_with("zh-"))
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
    use super::{code_of, codes, detect, fits, is_known, nearest};

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
        assert!(fits("pt", "pt-BR") && fits("no", "nb") && fits("no", "nn-NO") && fits("zh-cn", "zh-Hans"));
        assert!(
            fits("zh-tw", "zh_Hant_HK")
                && fits("en", "eng")
                && !fits("en", "de")
                && fits("unknown", "unknown")
        );
        assert!(!is_known("xx") && !is_known("") && !is_known("tlh"));
        for code in codes() {
            assert_eq!(code_of(code), Some(code.as_str()));
        }
    }

    #[test]
    fn what_is_nearest_is_a_language() {
        for (tag, code) in [("French", "fr"), ("xx", "en"), ("gsw", "gu"), ("", "en")] {
            assert_eq!(nearest(tag), code, "{tag}");
        }
    }
}
