//! Regular languages of responses, and whether any text lies in several of them at once.
//!
//! Each fact is a pattern that the whole response must match, or must not. The product of their automata is
//! explored over classes of characters that no fact tells apart; if no accepting state can be reached, no response
//! satisfies all facts.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};
use std::collections::{HashMap, HashSet, VecDeque};

/// States of one automaton at most.
const MOST_STATES: usize = 800;

/// States of a product at most; beyond them nothing is claimed.
const MOST_PRODUCTS: usize = 1_500;

/// A pattern that the whole response must match, or must not.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Pattern {
    /// Its source, in the dialect of the `regex` crate.
    pub(crate) source: String,
    /// Whether the response must not match.
    pub(crate) negated: bool,
}

/// Whether one text can satisfy all patterns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Meeting {
    /// No text does.
    Never,
    /// Some may.
    Perhaps,
}

/// A set of characters, as sorted ranges.
type Chars = Vec<(char, char)>;

#[derive(Debug)]
enum Step {
    /// Reads one character of a set.
    Read(usize, usize),
    /// Goes on without reading.
    Free(usize),
}

/// A pattern's automaton without determinism.
#[derive(Debug, Default)]
struct Automaton {
    steps: Vec<Vec<Step>>,
    sets: Vec<Chars>,
    end: usize,
    /// Whether something in it (a look-around) was taken to hold always.
    widened: bool,
}

impl Automaton {
    fn of(pattern: &Pattern) -> Option<Automaton> {
        let hir = ParserBuilder::new().multi_line(true).build().parse(&pattern.source).ok()?;
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
    fn closed(&self, states: impl IntoIterator<Item = usize>) -> Vec<usize> {
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

/// One automaton in the product, with what each set means in the common alphabet.
struct Runner {
    automaton: Automaton,
    negated: bool,
    /// For each set, the letters of the common alphabet in it.
    letters: Vec<Vec<bool>>,
}

impl Runner {
    fn next(&self, states: &[usize], letter: usize) -> Vec<usize> {
        let reads =
            states.iter().filter_map(|&s| self.automaton.steps.get(s)).flatten().filter_map(
                |step| match step {
                    Step::Read(set, to)
                        if self.letters.get(*set).and_then(|l| l.get(letter)) == Some(&true) =>
                    {
                        Some(*to)
                    }
                    _ => None,
                },
            );
        self.automaton.closed(reads)
    }

    fn accepts(&self, states: &[usize]) -> bool {
        states.contains(&self.automaton.end) != self.negated
    }
}

/// Whether one text can satisfy all patterns. A negated pattern with a look-around is left out, and a positive one
/// is read as if it held: both only make more texts possible.
pub(crate) fn meet(patterns: &[Pattern]) -> Meeting {
    let mut runners = Vec::new();
    for pattern in patterns {
        let Some(automaton) = Automaton::of(pattern) else { continue };
        if pattern.negated && automaton.widened {
            continue;
        }
        runners.push(Runner { automaton, negated: pattern.negated, letters: Vec::new() });
    }
    let count = alphabet(&mut runners);
    explore(&runners, count)
}

/// Splits all characters into letters that no set tells apart; gives how many there are.
fn alphabet(runners: &mut [Runner]) -> usize {
    let sets: Vec<&Chars> = runners.iter().flat_map(|r| &r.automaton.sets).collect();
    let mut bounds: Vec<u32> = vec![0];
    for &(low, high) in sets.iter().copied().flatten() {
        bounds.push(u32::from(low));
        bounds.push(u32::from(high) + 1);
    }
    bounds.sort_unstable();
    bounds.dedup();
    let holds = |set: &Chars, at: u32| {
        let after = set.partition_point(|&(low, _)| u32::from(low) <= at);
        after.checked_sub(1).and_then(|i| set.get(i)).is_some_and(|&(_, high)| at <= u32::from(high))
    };
    let mut known: HashMap<Vec<bool>, usize> = HashMap::new();
    let mut signatures: Vec<Vec<bool>> = Vec::new();
    for &at in bounds.iter().filter(|&&at| at <= 0x10_FFFF) {
        let signature: Vec<bool> = sets.iter().map(|set| holds(set, at)).collect();
        if !known.contains_key(&signature) {
            known.insert(signature.clone(), signatures.len());
            signatures.push(signature);
        }
    }
    let mut index = 0;
    for runner in runners.iter_mut() {
        for _ in 0..runner.automaton.sets.len() {
            runner.letters.push(signatures.iter().map(|s| s.get(index) == Some(&true)).collect());
            index += 1;
        }
    }
    signatures.len()
}

fn explore(runners: &[Runner], letters: usize) -> Meeting {
    type Product = Vec<Vec<usize>>;
    let start: Product = runners.iter().map(|r| r.automaton.closed([0])).collect();
    let mut seen: HashSet<Product> = HashSet::from([start.clone()]);
    let mut open: VecDeque<Product> = VecDeque::from([start]);
    while let Some(product) = open.pop_front() {
        if runners.iter().zip(&product).all(|(r, states)| r.accepts(states)) {
            return Meeting::Perhaps;
        }
        for letter in 0..letters {
            let next: Product =
                runners.iter().zip(&product).map(|(r, states)| r.next(states, letter)).collect();
            let dead = runners.iter().zip(&next).any(|(r, states)| !r.negated && states.is_empty());
            if !dead && seen.insert(next.clone()) {
                open.push_back(next);
            }
        }
        if seen.len() > MOST_PRODUCTS {
            return Meeting::Perhaps;
        }
    }
    Meeting::Never
}

#[cfg(test)]
mod tests {
    use super::{Meeting, Pattern, meet};
    use proptest::prelude::*;

    fn facts(all: &[(&str, bool)]) -> Vec<Pattern> {
        all.iter()
            .map(|(source, negated)| Pattern { source: (*source).to_owned(), negated: *negated })
            .collect()
    }

    #[test]
    fn what_excludes_itself_is_seen() {
        let never: [&[(&str, bool)]; 5] = [
            &[(r"(?s:.*)NASA(?s:.*)", false), (r"(?s:.*)\p{Lu}(?s:.*)", true)],
            &[(r"In brief(?s:.*)", false), (r"\s*\{(?s:.*)\}\s*", false)],
            &[(r"(?s:.*)the end", false), (r"(?s:.*)That is all\.", false)],
            &[(r"(?s:.*)(?i:river)(?s:.*)", false), (r"(?s:.*)\p{Latin}(?s:.*)", true)],
            &[(r"yes|no", false), (r"(?s:.*)m(?s:.*)", false)],
        ];
        for set in never {
            assert_eq!(meet(&facts(set)), Meeting::Never, "{set:?}");
        }
        let perhaps: [&[(&str, bool)]; 3] = [
            &[(r"(?s:.*)nasa(?s:.*)", false), (r"(?s:.*)\p{Lu}(?s:.*)", true)],
            &[(r"In brief(?s:.*)", false), (r"(?s:.*)end", false)],
            &[(r"(?s:.*)[?？](?s:.*)", false), (r"(?s:.*)\?(?s:.*)", true)],
        ];
        for set in perhaps {
            assert_eq!(meet(&facts(set)), Meeting::Perhaps, "{set:?}");
        }
    }

    proptest! {
        /// A text that matches all is proof that they meet.
        #[test]
        fn a_matching_text_is_never_denied(
            text in "[abA ,]{0,5}",
            chosen in proptest::collection::vec(0usize..8, 1..4),
        ) {
            let sources = [r"(?s:.*)a(?s:.*)", r"a(?s:.*)", r"(?s:.*)b", r"(?s:.*)[A-Z](?s:.*)", r"(?s:.*),(?s:.*)",
                r"\s*(?:a|b)\s*", r"(?:[ab]{2,3}|A?,)*", r"(?s:.*)(?i:ab)(?s:.*)"];
            let set: Vec<Pattern> = chosen.iter().map(|&i| {
                let regex = regex::Regex::new(&format!(r"\A(?:{})\z", sources[i])).unwrap();
                Pattern { source: sources[i].to_owned(), negated: !regex.is_match(&text) }
            }).collect();
            prop_assert_eq!(meet(&set), Meeting::Perhaps);
        }
    }
}
