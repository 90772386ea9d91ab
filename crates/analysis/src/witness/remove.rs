//! Repairs of units: fewer words, paragraphs joined, a marker gone.

use super::edit::{Edit, delete, insert};
use super::repair::Repairer;
use crate::text::units::Remove;
use crate::text::{Part, Unit};

impl Repairer<'_, '_, '_> {
    /// Ways to take away `n` of these parts.
    pub(super) fn remove(&self, unit: Unit, parts: &[Part], n: usize) -> Vec<Edit> {
        // Parts of a text that has no place in the response can't be taken away.
        let n = n.min(parts.len());
        if n == 0 {
            return Vec::new();
        }
        let last: Vec<Part> = parts.iter().rev().take(n).copied().collect();
        let gone = |chosen: &[Part]| -> Edit { chosen.iter().map(|&p| delete(self.text, p)).collect() };
        let mut out: Vec<Edit> = vec![gone(&last)];
        let middle: Vec<Part> = parts.iter().skip((parts.len() - n) / 2).take(n).copied().collect();
        out.push(gone(&middle));
        out.push(gone(&parts.iter().take(n).copied().collect::<Vec<_>>()));
        match unit.record().edits.remove {
            Remove::Join { marks, close } => self.join((marks, close), parts, n, &mut out),
            Remove::Spread => self.spread(parts, n, &mut out),
            Remove::Shorten => self.shorten(parts, n, &mut out),
            Remove::Unmark => {
                out.push(
                    last.iter()
                        .filter_map(|p| {
                            Some((
                                Part { start: p.start, end: p.start + first_len(p.of(self.text))? },
                                String::new(),
                            ))
                        })
                        .collect(),
                );
            }
        }
        out
    }

    /// Join instead of taking away: what stands between two parts becomes a blank.
    fn join(&self, (marks, close): (bool, bool), parts: &[Part], n: usize, out: &mut Vec<Edit>) {
        let between = |i: usize| Some(Part { start: parts.get(i)?.end, end: parts.get(i + 1)?.start });
        let from = parts.len().saturating_sub(n + 1);
        let joins = |with: &str| -> Edit {
            (from..parts.len().saturating_sub(1)).filter_map(between).map(|p| (p, with.to_owned())).collect()
        };
        out.push(joins(" "));
        if marks {
            let with_marks = |i: usize| {
                let end = parts.get(i)?.end;
                let body = parts.get(i)?.of(self.text);
                let mark = body.len() - body.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
                let next = parts.get(i + 1)?.start;
                Some(Part { start: end - u32::try_from(mark).unwrap_or(0), end: next })
            };
            out.push(
                (from..parts.len().saturating_sub(1))
                    .filter_map(with_marks)
                    .map(|p| (p, " ".to_owned()))
                    .collect(),
            );
        }
        if close {
            out.push(joins(""));
        }
    }

    /// The same words on more lines or in more sentences; every other word gone; two words as one.
    fn spread(&self, parts: &[Part], n: usize, out: &mut Vec<Edit>) {
        let gone = |chosen: &[Part]| -> Edit { chosen.iter().map(|&p| delete(self.text, p)).collect() };
        // The same words on more lines, or in more sentences.
        let kept = parts.len() - n;
        if kept > 0 {
            let starts = || parts.iter().skip(kept).step_by(kept);
            out.push(starts().map(|p| insert(p.start, "\n")).collect());
            out.push(starts().map(|p| insert(p.start, "\n  ")).collect());
            let cut = |p: &Part| {
                let before = self.text.get(..p.start as usize).unwrap_or_default();
                let start =
                    p.start - u32::try_from(before.len() - before.trim_end_matches(' ').len()).unwrap_or(0);
                let next = self.lexicon.case.write(p.of(self.text), true);
                (Part { start, end: p.end }, format!("{} {next}", self.lexicon.mark))
            };
            out.push(starts().map(cut).collect());
        }
        // Every other word, from the back.
        let spread: Vec<Part> = parts.iter().rev().skip(1).step_by(2).take(n).copied().collect();
        out.push(gone(&spread));
        // Two words become one.
        let glue = |i: usize| Some(Part { start: parts.get(i)?.end, end: parts.get(i + 1)?.start });
        let from = parts.len().saturating_sub(n + 1);
        out.push(
            (from..parts.len().saturating_sub(1)).filter_map(glue).map(|p| (p, "_".to_owned())).collect(),
        );
    }

    /// Words gone from the end, as many as the characters that are too many; or a shorter word.
    fn shorten(&self, parts: &[Part], n: usize, out: &mut Vec<Edit>) {
        let words = self.words(self.whole());
        let mut taken = Vec::new();
        let mut left = n;
        for word in words.iter().rev() {
            let length = word.of(self.text).chars().count() + 1;
            if length > left {
                break;
            }
            left -= length;
            taken.push(delete(self.text, *word));
        }
        out.insert(0, taken);
        if let Some(word) = parts.first().zip(parts.last()) {
            let inside = Part { start: word.0.start, end: word.1.end };
            let wanted = parts.len() - n;
            let short = self.lexicon.words().iter().filter(|w| w.chars().count() <= wanted).take(40);
            let nth: Vec<String> = short.map(|w| self.lexicon.case.write(w, false)).collect();
            if words.contains(&inside) && !nth.is_empty() {
                out.insert(
                    0,
                    nth.get((inside.start as usize + self.turn) % nth.len())
                        .map(|w| vec![(inside, w.clone())])
                        .unwrap_or_default(),
                );
            }
        }
    }
}

fn first_len(text: &str) -> Option<u32> {
    let token = text.split([' ', '\n']).next()?;
    u32::try_from(token.len()).ok().filter(|&n| n > 0)
}
