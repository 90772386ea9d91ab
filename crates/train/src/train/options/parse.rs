//! Options from TOML and from `KEY=VALUE`, under their names or old ones.

use super::value::{OptionKind, OptionSpec};
use super::{AdvantageEstimator, OPTIONS, Options};
use crate::diagnostic::{Code, Diagnostic};
use std::collections::BTreeMap;

/// Options that were read, and what is to be said about it.
#[derive(Clone, PartialEq, Debug)]
pub struct Resolved {
    /// The options.
    pub options: Options,
    /// Old names that were used, and their new ones.
    pub warnings: Vec<Diagnostic>,
}

/// The option of this name, or that was once called so.
pub fn option(name: &str) -> Option<&'static OptionSpec> {
    let now = OPTIONS.iter().find(|o| o.name == name);
    now.or_else(|| OPTIONS.iter().find(|o| o.old_names.contains(&name)))
}

impl Options {
    /// These options with others written over them: the text of a TOML file, then `(name, value)` pairs.
    ///
    /// # Errors
    /// `bad-option` for an option that does not exist, one that is given twice in the file, or a value that does not fit.
    pub fn with(&self, file: Option<&str>, pairs: &[(String, String)]) -> Result<Resolved, Diagnostic> {
        let table = file.map(|text| text.parse::<toml::Table>()).transpose();
        let table = table.map_err(|e| wrong(format!("the options file is no TOML: {}", e.message())))?;
        let mut out = self.with_table(&table.unwrap_or_default())?;
        for (name, text) in pairs {
            let typed = format!("it = {text}").parse::<toml::Table>().ok().and_then(|mut t| t.remove("it"));
            let value = typed.unwrap_or_else(|| toml::Value::String(text.clone()));
            out.options.set(name, &value, &mut out.warnings)?;
        }
        out.options.consistent()?;
        Ok(out)
    }

    /// These options with those of a TOML table written over them.
    ///
    /// # Errors
    /// `bad-option`, as [`Options::with`].
    pub fn with_table(&self, table: &toml::Table) -> Result<Resolved, Diagnostic> {
        let mut out = Resolved { options: self.clone(), warnings: Vec::new() };
        let mut given: BTreeMap<&str, &str> = BTreeMap::new();
        for (name, value) in table {
            let spec = out.options.set(name, value, &mut out.warnings)?;
            if let Some(other) = given.insert(spec.name, name) {
                return Err(wrong(format!("`{other}` and `{name}` are one option, which is given twice")));
            }
        }
        out.options.consistent()?;
        Ok(out)
    }

    fn set(
        &mut self,
        name: &str,
        value: &toml::Value,
        warnings: &mut Vec<Diagnostic>,
    ) -> Result<&'static OptionSpec, Diagnostic> {
        let Some(spec) = option(name) else {
            let names = OPTIONS.iter().flat_map(|o| o.old_names.iter().chain([&o.name]));
            let problem = wrong(format!("no option `{name}`"));
            return Err(match crate::diagnostic::nearest(name, names.copied()).and_then(option) {
                Some(near) => problem.help(format!("did you mean `{}`?", near.name)),
                None => problem.help("`hirc explain options` lists all"),
            });
        };
        let mut renamed = |old: &str, new: &str| {
            let message = format!("`{old}` is now called `{new}`");
            let known = warnings.iter().any(|w| w.message == message);
            if !known {
                warnings.push(Diagnostic::warning(Code::RenamedOption, message));
            }
        };
        if spec.name != name {
            renamed(name, spec.name);
        }
        let mut value = value.clone();
        if let (OptionKind::Choice(all), Some(text)) = (spec.kind, value.as_str())
            && let Some(choice) = all.iter().find(|c| c.old_names.contains(&text))
        {
            renamed(text, choice.name);
            value = toml::Value::String(choice.name.to_owned());
        }
        if spec.admits(&value) && self.assign(spec.name, &value) {
            return Ok(spec);
        }
        let shown = value.as_str().map_or_else(|| value.to_string(), |text| format!("`{text}`"));
        Err(wrong(format!("`{}` is {shown}, expected {}", spec.name, spec.expected()))
            .help(format!("`hirc explain {}` says what it is", spec.name)))
    }

    /// What no single option shows.
    fn consistent(&self) -> Result<(), Diagnostic> {
        if self.advantage_estimator == AdvantageEstimator::Rloo && self.samples_per_prompt < 2 {
            let message =
                "`rloo` compares the responses to one instruction: `samples_per_prompt` must be at least 2";
            return Err(wrong(message.to_owned()));
        }
        Ok(())
    }

    /// The names of options that differ, in the order of the table.
    pub fn differing(&self, other: &Options) -> Vec<&'static str> {
        OPTIONS.iter().map(|o| o.name).filter(|name| self.get(name) != other.get(name)).collect()
    }
}

fn wrong(reason: String) -> Diagnostic {
    Diagnostic::error(Code::BadOption, reason)
}
