//! One failure, so that a person sees at once what was asked and what the response did.

use super::excerpt::shorten;
use super::{CheckedRecord, Conclusion, Paint, excerpts, sanitize};
use crate::verify::{ConstraintVerdict, Evidence, Measured, Reading};
use std::io::{self, Write};

/// Phrases, bounds and reasons with more characters than this are shortened: a phrase may hold a whole prompt.
const LONG: usize = 240;

/// What a failure is headed with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heading {
    /// The record's key and line, then the id.
    Record,
    /// The id alone: there is only one response.
    Id,
}

/// Writes one verdict that is not a pass: what was asked, what was measured against what, and where.
///
/// ```text
/// FAIL  1001  length_constraints:number_words  line 2
///   asked     Answer with at least 300 words.
///   measured  212, wanted at least 300
///   response  ⟦Raymond III Count of Tripoli was a pivotal … years of his life.⟧
/// ```
///
/// # Errors
/// Whatever the writer fails with.
pub fn explain(
    out: &mut dyn Write,
    record: &CheckedRecord,
    constraint: &ConstraintVerdict,
    heading: Heading,
    paint: Paint,
) -> io::Result<()> {
    let reading = record.readings.primary();
    let conclusion = record.conclusion(constraint);
    let state = match conclusion {
        Conclusion::Error(_) => paint.error("ERROR") + " ",
        Conclusion::Unverified(_) => paint.warning("UNVERIFIED") + "  ",
        Conclusion::Unsatisfied | Conclusion::Satisfied => paint.bad("FAIL") + "  ",
    };
    let id = paint.strong(sanitize(&constraint.id));
    match heading {
        Heading::Record => {
            let line = paint.dim(format_args!("line {}", record.record.line));
            writeln!(out, "{state}{}  {id}  {line}", sanitize(&record.key()))?;
        }
        Heading::Id => writeln!(out, "{state}{id}")?,
    }
    let mut field =
        |name: &str, value: &str| writeln!(out, "  {}{value}", paint.dim(format_args!("{name:<10}")));
    if !constraint.phrase.is_empty() {
        field("asked", &shorten(&constraint.phrase, LONG))?;
    }
    match conclusion {
        Conclusion::Error(reason) => return field("reason", &shorten(&reason.to_string(), LONG)),
        Conclusion::Unverified(questions) => {
            return questions.iter().try_for_each(|q| field("judge", &shorten(q, LONG)));
        }
        Conclusion::Satisfied | Conclusion::Unsatisfied => {}
    }
    let Some(verdict) = constraint.verdict(reading) else { return Ok(()) };
    if let Some(found) = comparison(&verdict.evidence) {
        field(
            if verdict.evidence.measured.is_some() { "measured" } else { "wanted" },
            &shorten(&found, LONG),
        )?;
    }
    if let (None, None, Some(rule)) =
        (&verdict.evidence.measured, &verdict.evidence.bound, &verdict.evidence.rule)
    {
        field("required", &shorten(rule, LONG))?;
    }
    let lines = excerpts(&record.record.response, &verdict.evidence.spans, paint);
    for (at, line) in lines.iter().enumerate() {
        field(if at == 0 { "response" } else { "" }, line)?;
    }
    if reading == Reading::Strict && constraint.is_satisfied(Reading::Loose) {
        field("loose", &format!("satisfied {}", constraint.loose_view))?;
    }
    Ok(())
}

/// Measured against bound, in words.
pub(super) fn comparison(evidence: &Evidence) -> Option<String> {
    match (evidence.measured.as_ref().map(measured), &evidence.bound) {
        (Some(measured), Some(bound)) => Some(format!("{measured}, wanted {bound}")),
        (Some(measured), None) => Some(measured),
        (None, Some(bound)) => Some(bound.clone()),
        (None, None) => None,
    }
}

/// A measured value as people write it.
pub(super) fn measured(value: &Measured) -> String {
    match value {
        Measured::Int(n) => n.to_string(),
        Measured::Float(x) => format!("{x:.4}").trim_end_matches('0').trim_end_matches('.').to_owned(),
        Measured::Text(text) => text.clone(),
    }
}

/// One line for machines' message fields: what was asked and what was found instead.
pub(super) fn in_one_line(record: &CheckedRecord, constraint: &ConstraintVerdict) -> String {
    match record.conclusion(constraint) {
        Conclusion::Error(reason) => {
            return format!("could not be told: {}", shorten(&reason.to_string(), LONG));
        }
        Conclusion::Unverified(questions) => {
            return format!("unverified, a judge must say: {}", shorten(&questions.join(" "), LONG));
        }
        Conclusion::Satisfied | Conclusion::Unsatisfied => {}
    }
    let found =
        constraint.verdict(record.readings.primary()).and_then(|verdict| comparison(&verdict.evidence));
    match (constraint.phrase.is_empty(), found) {
        (false, Some(found)) => format!("{} ({})", shorten(&constraint.phrase, LONG), shorten(&found, LONG)),
        (false, None) => shorten(&constraint.phrase, LONG),
        (true, Some(found)) => shorten(&found, LONG),
        (true, None) => "not satisfied".to_owned(),
    }
}
