//! How each language says bounds and lists. A language without an entry gets signs (`≥ 3`), which are true anywhere.

use super::numbers::agreeing;
use crate::program::{Constant, Range};

/// The words of a language that templates need.
#[derive(Debug)]
pub(super) struct Words {
    language: &'static str,
    /// Around `{}`: exactly, between `{}` and `{}`, at least, at most.
    exactly: &'static str,
    between: &'static str,
    at_least: &'static str,
    at_most: &'static str,
    any: &'static str,
    pub(super) nothing: &'static str,
    pub(super) comma: &'static str,
    pub(super) and: &'static str,
    /// Between a number and its noun.
    pub(super) blank: &'static str,
    pub(super) open: &'static str,
    pub(super) close: &'static str,
}

macro_rules! words {
    ($($language:literal $exactly:literal $between:literal $at_least:literal $at_most:literal $any:literal
       $nothing:literal $comma:literal $and:literal $blank:literal $open:literal $close:literal,)+) => {
        &[$(Words {
            language: $language, exactly: $exactly, between: $between, at_least: $at_least, at_most: $at_most,
            any: $any, nothing: $nothing, comma: $comma, and: $and, blank: $blank, open: $open, close: $close,
        }),+]
    };
}

const ENGLISH: Words = Words {
    language: "en",
    exactly: "exactly {}",
    between: "between {} and {}",
    at_least: "at least {}",
    at_most: "at most {}",
    any: "any number of",
    nothing: "nothing",
    comma: ", ",
    and: " and ",
    blank: " ",
    open: "\"",
    close: "\"",
};

const SIGNS: Words = Words {
    language: "",
    exactly: "= {}",
    between: "{}–{}",
    at_least: "≥ {}",
    at_most: "≤ {}",
    any: "≥ 0",
    nothing: "–",
    comma: ", ",
    and: ", ",
    ..ENGLISH
};

const OTHERS: &[Words] = words! {
    "de" "genau {}" "zwischen {} und {}" "mindestens {}" "höchstens {}" "beliebig viele" "nichts" ", " " und " " " "„" "“",
    "fr" "exactement {}" "entre {} et {}" "au moins {}" "au plus {}" "autant que voulu de" "rien" ", " " et " " " "« " " »",
    "es" "exactamente {}" "entre {} y {}" "al menos {}" "como máximo {}" "cualquier número de" "nada" ", " " y " " " "«" "»",
    "it" "esattamente {}" "tra {} e {}" "almeno {}" "al massimo {}" "qualsiasi numero di" "niente" ", " " e " " " "«" "»",
    "pt" "exatamente {}" "entre {} e {}" "pelo menos {}" "no máximo {}" "qualquer número de" "nada" ", " " e " " " "\"" "\"",
    "ru" "ровно {}" "от {} до {}" "не менее {}" "не более {}" "сколько угодно" "ничего" ", " " и " " " "«" "»",
    "zh" "恰好{}" "{}到{}" "至少{}" "至多{}" "任意数量的" "无" "、" "和" "" "“" "”",
    "ar" "{} بالضبط" "بين {} و{}" "{} على الأقل" "{} على الأكثر" "أي عدد من" "لا شيء" "، " " و" " " "«" "»",
    "hi" "ठीक {}" "{} से {}" "कम से कम {}" "अधिक से अधिक {}" "कितने भी" "कुछ नहीं" ", " " और " " " "“" "”",
    "ja" "ちょうど{}" "{}から{}" "少なくとも{}" "多くとも{}" "任意の数の" "なし" "、" "と" "" "「" "」",
};

impl Words {
    /// The words of a language tag; its first part decides.
    pub(super) fn of(tag: &str) -> &'static Words {
        let language = tag.split('-').next().unwrap_or(tag);
        match language {
            "en" => &ENGLISH,
            other => OTHERS.iter().find(|w| w.language == other).unwrap_or(&SIGNS),
        }
    }

    pub(super) fn is_english(&self) -> bool {
        self.language == "en"
    }

    /// A noun beside its number. Only English forms plurals by itself; elsewhere a template gives the form it wants.
    pub(super) fn noun(&self, noun: &str, value: &Constant) -> String {
        if self.is_english() || noun.contains('/') { agreeing(noun, value) } else { noun.to_owned() }
    }

    pub(super) fn range(&self, range: &Range, show: impl Fn(f64) -> String) -> String {
        let put = |template: &str, numbers: &[f64]| {
            numbers.iter().fold(template.to_owned(), |text, n| text.replacen("{}", &show(*n), 1))
        };
        match (range.low, range.high) {
            (Some(low), Some(high)) if low == high => put(self.exactly, &[low.0]),
            (Some(low), Some(high)) => put(self.between, &[low.0, high.0]),
            (Some(low), None) => put(self.at_least, &[low.0]),
            (None, Some(high)) => put(self.at_most, &[high.0]),
            (None, None) => self.any.to_owned(),
        }
    }
}
