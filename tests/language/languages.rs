//! Words, sentences, case and phrases of nine languages.

use crate::harness::{hirc_with, stdout};
use hirc::load::{Files, library};
use hirc::phrase::Presentation;
use hirc::text::Unit;

struct Sample {
    language: &'static str,
    /// Sentences, apart.
    sentences: &'static [&'static str],
    /// What stands between sentences.
    between: &'static str,
    words: usize,
    /// A text in capitals and in small letters, where the script has both.
    cases: Option<(&'static str, &'static str)>,
    /// How "use at least 3 words" is said.
    at_least_three_words: &'static str,
}

const SAMPLES: &[Sample] = &[
    Sample {
        language: "en",
        sentences: &["Dr. Smith isn't here.", "Is she ill?", "Yes!", "It's a well-known fact."],
        between: " ",
        words: 12,
        cases: Some(("GO ON", "go on")),
        at_least_three_words: "Use at least 3 words.",
    },
    Sample {
        language: "zh",
        sentences: &["今天下雨了。", "你去哪里？", "我不知道！"],
        between: "",
        words: 13,
        cases: None,
        at_least_three_words: "使用至少3个词。",
    },
    Sample {
        language: "ja",
        sentences: &["今日は雨です。", "どこへ行きますか？", "「はい。」と言った。"],
        between: "",
        words: 20,
        cases: None,
        at_least_three_words: "単語数は少なくとも3にしてください。",
    },
    Sample {
        language: "de",
        sentences: &[
            "Das ist z. B. ein Satz.",
            "Kommt Herr Dr. Müller heute?",
            "Nein!",
            "Am 3. Mai ist es so weit.",
        ],
        between: " ",
        words: 19,
        cases: Some(("STRASSE ÜBER", "straße über")),
        at_least_three_words: "Verwende mindestens 3 Wörter.",
    },
    Sample {
        language: "fr",
        sentences: &["Il fait beau.", "Où vas-tu ?", "Je l’ai vu !", "Mme. Durand arrive."],
        between: " ",
        words: 11,
        cases: Some(("ÉTÉ ŒUF", "été œuf")),
        at_least_three_words: "Utilise au moins 3 mots.",
    },
    Sample {
        language: "es",
        sentences: &["¿Dónde estás?", "¡Hola!", "El Sr. López llegó.", "Es p. ej. un gato."],
        between: " ",
        words: 12,
        cases: Some(("AÑO NUEVO", "año nuevo")),
        at_least_three_words: "Usa al menos 3 palabras.",
    },
    Sample {
        language: "ru",
        sentences: &["Сегодня идёт дождь.", "Куда ты идёшь?", "Не знаю!", "Это, т. е. всё, неправда."],
        between: " ",
        words: 13,
        cases: Some(("СЛОВО И ДЕЛО", "слово и дело")),
        at_least_three_words: "Количество слов: не менее 3.",
    },
    Sample {
        language: "ar",
        sentences: &["اليوم ممطر.", "إلى أين تذهب؟", "لا أعرف!"],
        between: " ",
        words: 7,
        cases: None,
        at_least_three_words: "عدد الكلمات: 3 على الأقل.",
    },
    Sample {
        language: "hi",
        sentences: &["आज बारिश हो रही है।", "तुम कहाँ जा रहे हो?", "मुझे नहीं पता!"],
        between: " ",
        words: 13,
        cases: None,
        at_least_three_words: "शब्दों की संख्या: कम से कम 3।",
    },
];

#[test]
fn sentences_end_where_the_language_ends_them() {
    for sample in SAMPLES {
        let text = sample.sentences.join(sample.between);
        let found: Vec<&str> = Unit::Sentence.find(&text).iter().map(|part| part.of(&text)).collect();
        assert_eq!(found, sample.sentences, "{}", sample.language);
    }
}

#[test]
fn words_are_counted_by_the_script() {
    for sample in SAMPLES {
        let text = sample.sentences.join(sample.between);
        assert_eq!(Unit::Word.count(&text), sample.words, "{}", sample.language);
        assert_eq!(Unit::Word.find(&text).len(), sample.words, "{}", sample.language);
    }
}

#[test]
fn case_is_that_of_the_script_where_it_has_one() {
    let holds = |claim: &str, text: &str| {
        hirc_with(&["check", "--require", claim, "-"], text.as_bytes()).status.success()
    };
    for sample in SAMPLES {
        match sample.cases {
            Some((capital, small)) => {
                assert!(
                    holds("is uppercase", capital) && !holds("is uppercase", small),
                    "{}",
                    sample.language
                );
                assert!(
                    holds("is lowercase", small) && !holds("is lowercase", capital),
                    "{}",
                    sample.language
                );
                assert!(
                    holds(&format!("contains({small:?} ignoring case)"), capital) || sample.language == "de"
                );
            }
            // No letter has case: neither one nor the other.
            None => {
                let text = sample.sentences.concat();
                assert!(
                    !holds("is uppercase", &text) && !holds("is lowercase", &text),
                    "{}",
                    sample.language
                );
            }
        }
    }
}

#[test]
fn the_standard_library_asks_in_each() {
    let (library, _) = library(&[], &["length".to_owned()], &[], &Files::default()).unwrap();
    let program = library.program();
    let index = program.constraints.iter().position(|c| c.full_name() == "length.words").unwrap();
    let at_least = hirc::program::Range {
        low: Some(hirc::program::Real(3.0)),
        high: None,
        of: hirc::program::Number::Int,
    };
    let instance = hirc::program::Instance {
        constraint: u32::try_from(index).unwrap(),
        arguments: vec![hirc::program::Constant::Range(at_least)],
    };
    for sample in SAMPLES {
        // Of several paraphrases, the seed picks one.
        let said = (0..20).filter_map(|seed| {
            let presentation =
                Presentation { language: sample.language.to_owned(), seed, ..Presentation::default() };
            presentation.phrase(program, &instance)
        });
        let said: Vec<String> = said.collect();
        assert!(said.iter().any(|s| s == sample.at_least_three_words), "{}: {said:?}", sample.language);
    }
}

#[test]
fn the_language_of_a_text_is_told() {
    for sample in SAMPLES.iter().filter(|s| s.language != "zh") {
        let text = sample.sentences.join(sample.between);
        let output = hirc_with(
            &["check", "--require", &format!("is language({:?})", sample.language), "-"],
            text.as_bytes(),
        );
        assert!(output.status.success(), "{}: {}", sample.language, stdout(&output));
    }
}
