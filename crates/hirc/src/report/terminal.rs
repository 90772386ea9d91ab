//! Diagnostics as a person reads them.
//!
//! In: a [`Diagnostic`] and the sources that its spans lie in. Out: text, coloured if wanted.

use super::excerpt::floor;
use super::{Paint, sanitize};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{FileId, SourceMap};
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// A diagnostic as text, with its sources where it has labels, with a final line end.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, paint: Paint) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let snippets =
        files(diagnostic).filter_map(|file| snippet(diagnostic, file, sources)).collect::<Vec<_>>();
    if snippets.is_empty() {
        return plain(diagnostic, paint);
    }
    let title = level.primary_title(sanitize(&diagnostic.message)).id(diagnostic.code.name());
    let mut group = title.elements(snippets);
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(sanitize(help)));
    }
    let renderer = if paint.is_coloured() { Renderer::styled() } else { Renderer::plain() };
    let mut text = renderer.render(&[group]);
    text.push('\n');
    text
}

/// The same diagnostic, said of a line of a file of records: `responses.jsonl:17: …`. Line 0 names the file alone.
#[must_use]
pub fn at_line(diagnostic: &Diagnostic, file: &str, line: u64) -> Diagnostic {
    let place = if line == 0 { file.to_owned() } else { format!("{file}:{line}") };
    Diagnostic { message: format!("{place}: {}", diagnostic.message), ..diagnostic.clone() }
}

/// The files of the labels, each once, the main one first.
fn files(diagnostic: &Diagnostic) -> impl Iterator<Item = FileId> {
    let mut files: Vec<FileId> = Vec::new();
    for label in &diagnostic.labels {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    files.into_iter()
}

fn snippet<'a>(
    diagnostic: &'a Diagnostic,
    file: FileId,
    sources: &'a SourceMap,
) -> Option<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let source = sources.get(file)?;
    let main = diagnostic.labels.first().map(|label| label.span);
    let labels = || diagnostic.labels.iter().filter(|label| label.span.file == file);
    // Only the lines that are pointed at: of a long file, each diagnostic would read all.
    let first = floor(&source.text, labels().map(|label| label.span.range().start).min()?);
    let last = floor(&source.text, labels().map(|label| label.span.range().end).max()?);
    let (before, rest) = source.text.split_at_checked(first)?;
    let from = before.rfind('\n').map_or(0, |at| at + 1);
    let after = rest.get(last.saturating_sub(first)..)?;
    let to = last.max(first) + after.find('\n').map_or(after.len(), |at| at + 1);
    let shown = source.text.get(from..to)?;
    let above = before.bytes().filter(|byte| *byte == b'\n').count();
    let mut snippet = Snippet::source(shown).line_start(above + 1).path(source.name.as_str());
    for label in labels() {
        let kind = if Some(label.span) == main { AnnotationKind::Primary } else { AnnotationKind::Context };
        let range = label.span.range();
        let end = floor(&source.text, range.end);
        let start = floor(&source.text, range.start).min(end);
        let annotation = kind.span(start.saturating_sub(from)..end.saturating_sub(from));
        let text = (!label.text.is_empty()).then_some(label.text.as_str());
        snippet = snippet.annotation(annotation.label(text));
    }
    Some(snippet)
}

fn plain(diagnostic: &Diagnostic, paint: Paint) -> String {
    let head = match diagnostic.severity {
        Severity::Error => paint.bad(format_args!("error[{}]", diagnostic.code)),
        Severity::Warning => paint.warning(format_args!("warning[{}]", diagnostic.code)),
    };
    let message = sanitize(&diagnostic.message);
    let mut text = format!("{head}{}\n", paint.strong(format_args!(": {message}")));
    if let Some(help) = &diagnostic.help {
        text.push_str(&format!("  {} {}\n", paint.strong("help:"), sanitize(help)));
    }
    text
}
