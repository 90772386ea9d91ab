//! The table is the options: every value that it describes can be read, written and explained.

use super::{AdvantageEstimator, OPTIONS, OptionKind, Options, Range, SelectionScope, option};
use crate::diagnostic::Code;
use std::collections::BTreeSet;

fn pair(name: &str, value: &str) -> Vec<(String, String)> {
    vec![(name.to_owned(), value.to_owned())]
}

#[test]
fn every_option_is_read_written_and_explained() {
    for options in [Options::nano(), Options::language_model().on_gpu()] {
        let text = toml::to_string(&options).unwrap();
        assert_eq!(text.lines().count(), OPTIONS.len());
        let back = Options { seed: 9, ..Options::language_model() }.with(Some(&text), &[]).unwrap();
        assert_eq!((&back.options, back.warnings.len()), (&options, 0));
    }
    for spec in OPTIONS {
        let text = spec.explanation();
        assert!(
            spec.summary().ends_with(['.', ')']) && spec.summary().len() > 20,
            "{}: {}",
            spec.name,
            spec.summary()
        );
        assert!(text.starts_with(spec.name) && text.contains("default   "), "{text}");
        // The value that the explanation shows can be set.
        let value = text.split(&format!("--set {}=", spec.name)).nth(1).unwrap().split(',').next().unwrap();
        let set = Options::language_model().with(None, &pair(spec.name, value)).unwrap();
        assert_eq!(set.options, Options::language_model(), "{}", spec.name);
    }
}

#[test]
fn no_name_stands_for_two_options() {
    let names: Vec<&str> = OPTIONS.iter().flat_map(|o| o.old_names.iter().copied().chain([o.name])).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
}

/// A value that is not the default.
fn another(name: &str) -> toml::Value {
    match Options::language_model().get(name).unwrap() {
        toml::Value::Integer(n) => toml::Value::Integer(n + 1),
        toml::Value::Float(x) => toml::Value::Float(x / 2.0 + 0.01),
        toml::Value::Boolean(b) => toml::Value::Boolean(!b),
        toml::Value::String(s) => {
            let Some(OptionKind::Choice(all)) = option(name).map(|o| o.kind) else { panic!("{name}") };
            toml::Value::String(all.iter().find(|c| c.name != s).unwrap().name.to_owned())
        }
        other => panic!("{other}"),
    }
}

#[test]
fn old_names_are_taken_with_a_warning() {
    let mut old_names = 0;
    for spec in OPTIONS {
        let value = another(spec.name);
        for old in spec.old_names {
            old_names += 1;
            let file = toml::Table::from_iter([((*old).to_owned(), value.clone())]);
            let pairs = pair(old, value.as_str().unwrap_or(&value.to_string()));
            for found in [
                Options::language_model().with(Some(&file.to_string()), &[]).unwrap(),
                Options::language_model().with(None, &pairs).unwrap(),
            ] {
                assert_eq!(found.options.get(spec.name), Some(value.clone()), "{old}");
                assert_eq!(found.options.differing(&Options::language_model()), [spec.name]);
                let [warning] = &found.warnings[..] else { panic!("{:?}", found.warnings) };
                assert_eq!(warning.code, Code::RenamedOption);
                assert_eq!(warning.message, format!("`{old}` is now called `{}`", spec.name));
            }
        }
    }
    assert!(old_names > 15);
    let found = Options::nano().with(None, &pair("advantage", "dr-grpo")).unwrap();
    assert_eq!(found.options.advantage_estimator, AdvantageEstimator::DrGrpo);
    assert_eq!(found.warnings.len(), 2, "the name, and the value: {:?}", found.warnings);
}

#[test]
fn pairs_come_after_the_file() {
    let pairs = pair("selection", "group");
    let found = Options::nano().with(Some("kl = 1\nselect = \"random\""), &pairs).unwrap();
    assert_eq!((found.options.kl_coef, found.options.selection), (1.0, SelectionScope::Group));
}

#[test]
fn what_does_not_fit_is_refused() {
    let refused = |file: &str, name: &str, value: &str| {
        let found = Options::nano().with(Some(file), &pair(name, value));
        let problem = found.unwrap_err();
        assert_eq!(problem.code, Code::BadOption);
        format!("{} ({})", problem.message, problem.help.unwrap_or_default())
    };
    assert_eq!(refused("", "stpes", "1"), "no option `stpes` (did you mean `steps`?)");
    assert_eq!(refused("", "instruction", "1"), "no option `instruction` (did you mean `prompts_per_step`?)");
    for (name, value, expected) in [
        ("steps", "-1", "`steps` is -1, expected a whole number from 0 on"),
        ("steps", "many", "`steps` is `many`, expected a whole number from 0 on"),
        ("steps", "5000000000", "`steps` is 5000000000, expected a whole number from 0 on"),
        ("updates", "0", "`num_mini_batches` is 0, expected a whole number from 1 on"),
        ("top_p", "1.5", "`top_p` is 1.5, expected a number from 0 to 1"),
        ("kl_coef", "nan", "`kl_coef` is nan, expected a number from 0 on"),
        ("kl_coef", "inf", "`kl_coef` is inf, expected a number from 0 on"),
        ("resample", "on", "`resample` is `on`, expected true or false"),
        ("reward", "gold", "`reward` is `gold`, expected `ila` or `cla`"),
        ("reward", "1", "`reward` is 1, expected `ila` or `cla`"),
    ] {
        let found = refused("", name, value);
        assert!(found.starts_with(expected) && found.contains("hirc explain"), "{found}");
    }
    assert!(refused("kl = 1\nkl_coef = 2", "seed", "1").contains("one option, which is given twice"));
    assert!(refused("kl = ", "seed", "1").starts_with("the options file is no TOML"));
    assert!(refused("responses = 1", "advantage_estimator", "rloo").contains("at least 2"));
}

#[test]
fn ranges_are_of_numbers_only() {
    for spec in OPTIONS {
        let number = matches!(spec.kind, OptionKind::Whole | OptionKind::Number);
        assert!(number || spec.range == Range::All, "{}", spec.name);
    }
}
