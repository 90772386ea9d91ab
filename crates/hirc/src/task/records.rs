//! Records: one line of JSON becomes one [`Record`], or a diagnostic that says why not.
//!
//! In: a line's bytes, its number, and where constraints come from. Out: [`Record`]s.
//! INVARIANT (accounted for): a line that is not blank gives exactly one record or one diagnostic.
//! INVARIANT (strictness): a field that matters and is wrong is an error; unknown fields are skipped unread.

use super::fields::{Fields, RESPONSES, Text};
use super::{Asked, Instruction, Notation, Ordered, Prompts, Record, Thinking, strip_thinking};
use crate::diagnostic::{Code, Diagnostic, counted};
use serde_json::Value;
use std::borrow::Cow;

const LONGEST_MESSAGE: usize = 200;

/// Where the constraints of a record come from.
#[derive(Clone, Copy, Debug, Default)]
pub enum Source<'a> {
    /// From the record: its `instruction_id_list`, else its `task`.
    #[default]
    Record,
    /// From the command line: every record is asked the same ([`Asked::Given`]).
    Given,
    /// From a file of prompts, joined by key or by exact prompt.
    Prompts(&'a Prompts),
}

/// How lines are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct ParseOptions<'a> {
    /// Where constraints come from.
    pub source: Source<'a>,
    /// Whether reasoning traces are removed.
    pub strip_thinking: bool,
    /// Notations of traces beside those in use.
    pub notations: &'a [Notation],
}

/// A line that gave no record, and why.
#[derive(Clone, PartialEq, Debug)]
pub struct BadLine {
    /// 1-based line in its file; 0 if the trouble has no line.
    pub line: u64,
    /// The record's key, if one could be read.
    pub key: Option<Value>,
    /// What is wrong.
    pub diagnostic: Diagnostic,
}

/// Reads one line. `None` if it is blank.
///
/// # Errors
/// `bad-record` if it is not a JSON object of the expected form, `unjoined` if no prompt belongs to it.
pub fn parse_line(
    line: &[u8],
    number: u64,
    options: &ParseOptions<'_>,
) -> Option<Result<(Record, Thinking), Diagnostic>> {
    if line.iter().all(u8::is_ascii_whitespace) {
        return None;
    }
    Some(read_fields(line).and_then(|fields| to_record(fields, number, options)))
}

/// Reads the fields of one line.
pub(super) fn read_fields(line: &[u8]) -> Result<Fields<'_>, Diagnostic> {
    let text = std::str::from_utf8(line)
        .map_err(|error| bad(format!("not valid UTF-8 at byte {}", error.valid_up_to() + 1)))?;
    if text.starts_with('\u{feff}') {
        return Err(bad("a byte-order mark stands before the record")
            .help("files that were joined have one each; remove it"));
    }
    serde_json::from_str(text).map_err(|error| bad(json_message(text, &error)))
}

fn to_record(
    mut fields: Fields<'_>,
    line: u64,
    options: &ParseOptions<'_>,
) -> Result<(Record, Thinking), Diagnostic> {
    let response = take_response(&mut fields)?;
    let own_key = take_key(&mut fields)?;
    let entropy = fields.entropy;
    let (asked, key, said) = match options.source {
        Source::Given => (Asked::Given, own_key, take_said(&mut fields)),
        Source::Record => {
            let said = take_said(&mut fields);
            let asked = take_asked(&mut fields)?;
            (asked, own_key, said)
        }
        Source::Prompts(prompts) => {
            let entry = prompts.find(own_key.as_ref(), text_of(fields.prompt.as_ref()))?;
            (entry.asked.clone(), own_key.or_else(|| entry.key.clone()), entry.said.clone())
        }
    };
    let key = key.unwrap_or_else(|| match &asked {
        Asked::Task(name) => Value::from(name.as_str()),
        Asked::Instructions(_) | Asked::Given => Value::from(line),
    });
    let (response, thinking) = if options.strip_thinking {
        let (answer, thinking) = strip_thinking(&response, options.notations);
        (answer.to_owned(), thinking)
    } else {
        (response.into_owned(), Thinking::None)
    };
    let Said { prompt, instruction } = said;
    Ok((Record { key, line, prompt, response, asked, instruction, entropy }, thinking))
}

fn take_response<'a>(fields: &mut Fields<'a>) -> Result<Cow<'a, str>, Diagnostic> {
    let found =
        RESPONSES.iter().zip(&mut fields.responses).find_map(|(name, slot)| Some((name, slot.take()?)));
    match found {
        Some((_, Text::Is(text))) => Ok(text),
        Some((name, Text::Other(kind))) => Err(bad(format!("`{name}` is {kind}, not a text"))),
        None => Err(bad("no `response`").help("`output`, `completion` and `generation` are read as well")),
    }
}

/// The record's key: any JSON scalar.
pub(super) fn take_key(fields: &mut Fields<'_>) -> Result<Option<Value>, Diagnostic> {
    match fields.key.take() {
        Some(Value::Array(_) | Value::Object(_)) => Err(bad("`key` is neither a text nor a number")),
        key => Ok(key),
    }
}

/// How a task was put to the model.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    /// What constraints that speak of the prompt mean by it: the request alone, where the record has it.
    pub(super) prompt: Option<String>,
    pub(super) instruction: Option<Box<Instruction>>,
}

pub(super) fn take_said(fields: &mut Fields<'_>) -> Said {
    let presentation = fields.presentation.take().unwrap_or_default();
    let prompt = take_prompt(fields);
    match fields.request.take() {
        Some(Text::Is(request)) => {
            let text = prompt.unwrap_or_default();
            Said {
                prompt: Some(request.into_owned()),
                instruction: Some(Box::new(Instruction { text, presentation })),
            }
        }
        _ => Said { prompt, instruction: None },
    }
}

/// The record's prompt, if it is a text.
fn take_prompt(fields: &mut Fields<'_>) -> Option<String> {
    match fields.prompt.take()? {
        Text::Is(text) => Some(text.into_owned()),
        Text::Other(_) => None,
    }
}

fn text_of<'a>(field: Option<&'a Text<'_>>) -> Option<&'a str> {
    match field? {
        Text::Is(text) => Some(text),
        Text::Other(_) => None,
    }
}

/// What the record asks for. Its list of instructions wins over a `task`, which other tools use as a label.
pub(super) fn take_asked(fields: &mut Fields<'_>) -> Result<Asked, Diagnostic> {
    let Some(ids) = fields.ids.take() else {
        return match fields.task.take() {
            Some(Text::Is(name)) => Ok(Asked::Task(name.into_owned())),
            Some(Text::Other(kind)) => Err(bad(format!("`task` is {kind}, not a name"))),
            None => Err(bad("neither `task` nor `instruction_id_list` says what was asked").help(
                "name a task of the program, list instruction ids, join a file with --prompts, or ask with --require",
            )),
        };
    };
    let kwargs = fields.kwargs.take();
    if let Some(kwargs) = &kwargs
        && kwargs.len() != ids.len()
    {
        let (given, wanted) =
            (counted(kwargs.len(), "entry", "entries"), counted(ids.len(), "entry", "entries"));
        return Err(bad(format!("`kwargs` has {given}, but `instruction_id_list` has {wanted}")));
    }
    let kwargs = kwargs.unwrap_or_default().into_iter().chain(std::iter::repeat_with(serde_json::Map::new));
    Ok(Asked::Instructions(ids.into_iter().zip(kwargs).map(|(id, kwargs)| Ordered { id, kwargs }).collect()))
}

fn bad(message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::BadRecord, message)
}

/// serde_json's message with the column it is about; its line is always 1 and would mislead.
fn json_message(text: &str, error: &serde_json::Error) -> String {
    let full = error.to_string();
    let what = full.rfind(" at line ").and_then(|at| full.get(..at)).unwrap_or(&full);
    let what = what
        .replace("expected a sequence", "expected a list")
        .replace("expected a map", "expected an object");
    let what = shortened(&what);
    let column = error.column();
    match error.classify() {
        serde_json::error::Category::Data if !text.trim_start().starts_with('{') => {
            "not a JSON object".to_owned()
        }
        serde_json::error::Category::Data => format!("{what} (column {column})"),
        _ => format!("not valid JSON: {what} (column {column})"),
    }
}

/// A message may quote what stood there, of any length.
fn shortened(message: &str) -> String {
    match message.char_indices().nth(LONGEST_MESSAGE) {
        Some((at, _)) => format!("{}…", message.get(..at).unwrap_or_default()),
        None => message.to_owned(),
    }
}
