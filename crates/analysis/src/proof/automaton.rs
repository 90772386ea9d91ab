//! Automata of regular languages.

use super::texts::Texts;
use regex_syntax::hir::{Class, Hir, HirKind};
use std::collections::HashSet;

/// States of one automaton at most.
const MOST_STATES: usize = 800;

/// A language that a text must lie in, or must not.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Membership {
    /// The language.
    pub(super) texts: Texts,
    /// Whether the text must not lie in it.
    pub(super) negated: bool,
}

/// A set of characters, as sorted ranges.
pub(super) type Chars = Vec<(char, char)>;

#[derive(Debug)]
pub(super) enum Step {
    /// Reads one character of a set.
    Read(usize, usize),
    /// Goes on without reading.
    Free(usize),
}

/// A language's automaton without determinism.
#[derive(Debug, Default)]
pub(super) struct Automaton {
    pub(super) steps: Vec<Vec<Step>>,
    pub(super) sets: Vec<Chars>,
    pub(super) end: usize,
    /// Whether something in it (a look-around) was taken to hold always.
    pub(super) widened: bool,
}

impl Automaton {
    pub(super) fn of(texts: &Texts) -> Option<Automaton> {
        let hir = texts.hir()?;
        let mut out = Automaton::default();
        out.state();
        let end = out.build(&hir, 0)?;
        out.end = end;
        Some(out)
    }

    fn state(&mut self) -> usize {
        self.steps.push(Vec::new());
        self.steps.len() - 1
    }

    fn step(&mut self, from: usize, step: Step) -> Option<()> {
        self.steps.get_mut(from)?.push(step);
        Some(())
    }

    fn read(&mut self, from: usize, set: Chars) -> Option<usize> {
        let index = self.sets.iter().position(|known| *known == set).unwrap_or_else(|| {
            self.sets.push(set);
            self.sets.len() - 1
        });
        let to = self.state();
        self.step(from, Step::Read(index, to))?;
        (self.steps.len() < MOST_STATES).then_some(to)
    }

    /// Adds what a pattern reads after a state; gives the state after it.
    fn build(&mut self, hir: &Hir, from: usize) -> Option<usize> {
        match hir.kind() {
            HirKind::Empty => Some(from),
            HirKind::Look(_) => {
                self.widened = true;
                Some(from)
            }
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).ok()?;
                text.chars().try_fold(from, |at, c| self.read(at, vec![(c, c)]))
            }
            HirKind::Class(Class::Unicode(class)) => {
                self.read(from, class.iter().map(|r| (r.start(), r.end())).collect())
            }
            HirKind::Class(Class::Bytes(_)) => None,
            HirKind::Capture(capture) => self.build(&capture.sub, from),
            HirKind::Concat(parts) => parts.iter().try_fold(from, |at, part| self.build(part, at)),
            HirKind::Alternation(parts) => {
                let end = self.state();
                for part in parts {
                    let at = self.build(part, from)?;
                    self.step(at, Step::Free(end))?;
                }
                Some(end)
            }
            HirKind::Repetition(repetition) => {
                let mut at = from;
                for _ in 0..repetition.min {
                    at = self.build(&repetition.sub, at)?;
                }
                match repetition.max {
                    None => {
                        let start = self.state();
                        self.step(at, Step::Free(start))?;
                        let again = self.build(&repetition.sub, start)?;
                        self.step(again, Step::Free(start))?;
                        let end = self.state();
                        self.step(start, Step::Free(end))?;
                        Some(end)
                    }
                    Some(max) => {
                        let end = self.state();
                        for _ in repetition.min..max {
                            self.step(at, Step::Free(end))?;
                            let start = self.state();
                            self.step(at, Step::Free(start))?;
                            at = self.build(&repetition.sub, start)?;
                        }
                        self.step(at, Step::Free(end))?;
                        Some(end)
                    }
                }
            }
        }
    }

    /// All states that can be reached without reading.
    pub(super) fn closed(&self, states: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let mut open: Vec<usize> = states.into_iter().collect();
        let mut seen: HashSet<usize> = open.iter().copied().collect();
        while let Some(state) = open.pop() {
            for step in self.steps.get(state).into_iter().flatten() {
                if let Step::Free(to) = step
                    && seen.insert(*to)
                {
                    open.push(*to);
                }
            }
        }
        let mut out: Vec<usize> = seen.into_iter().collect();
        out.sort_unstable();
        out
    }
}
