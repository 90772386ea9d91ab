//! Prompts in one file, responses in another.
//!
//! In: the prompts' file (`prompt`, `instruction_id_list`, `kwargs`, or `task`; `key`). Out: [`Prompts`], which finds
//! what a response was asked for: by key where both sides have keys, else by the exact prompt.
//! INVARIANT (no guess): a key or a prompt that stands for two entries joins with neither.

use super::fields::{Fields, Text};
use super::records::{Said, read_fields, take_asked, take_key, take_said};
use super::{Asked, BadLine, RecordReader};
use crate::diagnostic::{Code, Diagnostic};
use crate::phrase::Presentation;
use serde_json::Value;
use std::collections::HashMap;
use std::io::{self, BufRead};
use std::sync::atomic::{AtomicBool, Ordering};

/// One prompt and what it asks for.
#[derive(Debug)]
pub struct Prompt {
    /// Its key, if it has one.
    pub key: Option<Value>,
    /// Its text, if it has one.
    pub prompt: Option<String>,
    /// Which constraints apply.
    pub asked: Asked,
    /// Its split, if it has one: `train`, `test`.
    pub split: Option<String>,
    pub(super) said: Said,
    answered: AtomicBool,
}

impl Prompt {
    /// What the model is asked: the instruction, if it stands apart from the request, else the prompt.
    pub fn instruction(&self) -> Option<&str> {
        self.said.instruction.as_ref().map(|i| i.text.as_str()).or(self.prompt.as_deref())
    }

    /// The request that constraints speak of when they speak of the prompt.
    pub fn request(&self) -> Option<&str> {
        self.said.prompt.as_deref().or(self.prompt.as_deref())
    }

    /// How the constraints are said, if the instruction stands apart from the request.
    pub fn presentation(&self) -> Option<&Presentation> {
        self.said.instruction.as_ref().map(|i| &i.presentation)
    }
}

#[derive(Clone, Copy, Debug)]
enum Slot {
    One(usize),
    Several,
}

/// All prompts of a file, indexed.
#[derive(Debug, Default)]
pub struct Prompts {
    entries: Vec<Prompt>,
    by_key: HashMap<String, Slot>,
    by_prompt: HashMap<String, Slot>,
}

impl Prompts {
    /// Reads a whole file of prompts. Lines that can't be used come back beside the rest.
    ///
    /// # Errors
    /// Whatever the reader fails with.
    pub fn read(reader: impl BufRead) -> io::Result<(Prompts, Vec<BadLine>)> {
        let mut prompts = Prompts::default();
        let mut bad = Vec::new();
        let mut reader = RecordReader::new(reader);
        while let Some(batch) = reader.next_batch()? {
            for (number, line) in batch.lines().filter(|(_, line)| !line.iter().all(u8::is_ascii_whitespace))
            {
                match read_fields(line).and_then(to_prompt) {
                    Ok(prompt) => prompts.add(prompt),
                    Err(diagnostic) => bad.push(BadLine { line: number, key: None, diagnostic }),
                }
            }
        }
        Ok((prompts, bad))
    }

    /// The prompts, in order.
    pub fn entries(&self) -> impl Iterator<Item = &Prompt> {
        self.entries.iter()
    }

    /// How many prompts there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many prompts no response was joined with so far.
    pub fn unanswered(&self) -> u64 {
        self.entries.iter().filter(|prompt| !prompt.answered.load(Ordering::Relaxed)).count() as u64
    }

    /// Why nothing was found: another one differs by blanks only, or none is alike.
    fn not_found(&self, key: Option<&Value>, prompt: Option<&str>, name: &str) -> Diagnostic {
        let problem = unjoined(format!("no prompt has {name}"));
        let blanks_aside = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (wanted, known) = match (key, prompt) {
            (Some(key), _) if !self.by_key.is_empty() => (shown(key), &self.by_key),
            (_, Some(prompt)) => (prompt.to_owned(), &self.by_prompt),
            _ => return problem,
        };
        let wanted = blanks_aside(&wanted);
        if known.keys().any(|known| blanks_aside(known) == wanted) {
            return problem.help("one differs from it in blanks only: at an end, doubled, or as line breaks");
        }
        problem
    }

    fn add(&mut self, prompt: Prompt) {
        let at = self.entries.len();
        let enter = |slot: &mut Slot| *slot = Slot::Several;
        if let Some(key) = &prompt.key {
            self.by_key.entry(shown(key)).and_modify(enter).or_insert(Slot::One(at));
        }
        if let Some(text) = &prompt.prompt {
            self.by_prompt.entry(text.clone()).and_modify(enter).or_insert(Slot::One(at));
        }
        self.entries.push(prompt);
    }

    /// What the response with this key or prompt was asked for.
    pub(super) fn find(&self, key: Option<&Value>, prompt: Option<&str>) -> Result<&Prompt, Diagnostic> {
        let (slot, name) = match (key, prompt) {
            (Some(key), _) if !self.by_key.is_empty() => {
                let name = shown(key);
                (self.by_key.get(&name), format!("the key `{name}`"))
            }
            (_, Some(prompt)) => (self.by_prompt.get(prompt), "this text".to_owned()),
            _ => return Err(unjoined("neither `key` nor `prompt` says which prompt was answered")),
        };
        match slot {
            Some(Slot::One(at)) => {
                let entry = self.entries.get(*at).ok_or_else(|| unjoined("no such prompt"))?;
                entry.answered.store(true, Ordering::Relaxed);
                Ok(entry)
            }
            Some(Slot::Several) => Err(unjoined(format!("several prompts have {name}"))),
            None => Err(self.not_found(key, prompt, &name)),
        }
    }
}

fn to_prompt(mut fields: Fields<'_>) -> Result<Prompt, Diagnostic> {
    let (key, said) = (take_key(&mut fields)?, take_said(&mut fields));
    let prompt = said.instruction.as_ref().map(|i| i.text.clone()).or_else(|| said.prompt.clone());
    let asked = take_asked(&mut fields)?;
    let split = match fields.split.take() {
        Some(Text::Is(split)) => Some(split.into_owned()),
        _ => None,
    };
    if key.is_none() && prompt.is_none() {
        return Err(Diagnostic::error(
            Code::BadRecord,
            "a prompt needs a `key` or a `prompt` to be joined by",
        ));
    }
    Ok(Prompt { key, prompt, asked, split, said, answered: AtomicBool::new(false) })
}

/// A key as people write it: `1000` and `"1000"` are the same key.
fn shown(key: &Value) -> String {
    key.as_str().map_or_else(|| key.to_string(), str::to_owned)
}

fn unjoined(message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::Unjoined, message)
}
