//! Whether any text lies in several regular languages at once.
//!
//! The product of their automata is explored over classes of characters that none of them tells apart; if no accepting
//! state can be reached, no text does. Each automaton is made deterministic as far as it is walked, and only once.

use super::automaton::{Automaton, Chars, Membership, Step};
use std::collections::{HashMap, HashSet, VecDeque};

/// States of a product at most; beyond them nothing is claimed.
const MOST_PRODUCTS: usize = 1_500;

/// Whether one text can match all patterns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Meeting {
    /// No text does.
    Never,
    /// Some does, look-arounds aside.
    Found,
    /// There is too much to explore.
    Open,
}

/// The languages of patterns, and what is known of their meeting.
#[derive(Default)]
pub(super) struct Languages {
    /// Which language a pattern has; none that can be used, if its automaton is too large.
    known: HashMap<Membership, Option<usize>>,
    all: Vec<Language>,
    met: HashMap<Vec<usize>, Meeting>,
}

/// One language, as an automaton whose states are sets of states.
struct Language {
    automaton: Automaton,
    negated: bool,
    /// Where each stretch of characters that no set tells apart begins, and its letter.
    stretches: Vec<(u32, usize)>,
    /// For each letter, which sets it lies in.
    letters: Vec<Vec<bool>>,
    states: Vec<State>,
    index: HashMap<Vec<usize>, usize>,
}

/// A state, and where each letter leads as far as that is known.
struct State {
    inside: Vec<usize>,
    next: Vec<Option<usize>>,
    /// Whether no text that goes on from here is in the language, if that is known.
    lost: Option<bool>,
}

impl Language {
    fn new(automaton: Automaton, negated: bool) -> Language {
        let (stretches, letters) = alphabet(&automaton.sets);
        let start = automaton.closed([0]);
        let mut out =
            Language { automaton, negated, stretches, letters, states: Vec::new(), index: HashMap::new() };
        out.state(start);
        out
    }

    fn state(&mut self, inside: Vec<usize>) -> usize {
        if let Some(&at) = self.index.get(&inside) {
            return at;
        }
        let at = self.states.len();
        self.index.insert(inside.clone(), at);
        self.states.push(State { inside, next: vec![None; self.letters.len()], lost: None });
        at
    }

    fn next(&mut self, state: usize, letter: usize) -> usize {
        let Some(from) = self.states.get(state) else { return state };
        if let Some(Some(known)) = from.next.get(letter) {
            return *known;
        }
        let sets = self.letters.get(letter);
        let holds = |set: usize| sets.and_then(|sets| sets.get(set)) == Some(&true);
        let steps = from.inside.iter().filter_map(|&s| self.automaton.steps.get(s)).flatten();
        let reads = steps.filter_map(|step| match step {
            Step::Read(set, to) if holds(*set) => Some(*to),
            _ => None,
        });
        let to = self.automaton.closed(reads);
        let to = self.state(to);
        if let Some(slot) = self.states.get_mut(state).and_then(|s| s.next.get_mut(letter)) {
            *slot = Some(to);
        }
        to
    }

    fn accepts(&self, state: usize) -> bool {
        let end = self.states.get(state).is_some_and(|s| s.inside.contains(&self.automaton.end));
        end != self.negated
    }

    /// Whether no text that goes on from a state is in the language: nothing is left to read on, or what must not be
    /// matched is, whatever follows.
    fn lost(&mut self, state: usize) -> bool {
        if let Some(known) = self.states.get(state).and_then(|s| s.lost) {
            return known;
        }
        let lost = if self.negated {
            !self.accepts(state) && (0..self.letters.len()).all(|letter| self.next(state, letter) == state)
        } else {
            self.states.get(state).is_none_or(|s| s.inside.is_empty())
        };
        if let Some(state) = self.states.get_mut(state) {
            state.lost = Some(lost);
        }
        lost
    }
}

/// Splits all characters into stretches of letters that no set tells apart; gives for each letter the sets it lies in.
fn alphabet(sets: &[Chars]) -> (Vec<(u32, usize)>, Vec<Vec<bool>>) {
    let mut turns: Vec<(u32, usize)> = Vec::new();
    for (set, ranges) in sets.iter().enumerate() {
        for &(low, high) in ranges {
            turns.extend([(u32::from(low), set), (u32::from(high) + 1, set)]);
        }
    }
    turns.sort_unstable();
    let mut known: HashMap<Vec<bool>, usize> = HashMap::new();
    let mut letters: Vec<Vec<bool>> = Vec::new();
    let mut stretches: Vec<(u32, usize)> = Vec::new();
    let mut now = vec![false; sets.len()];
    let mut open = turns.into_iter().peekable();
    let mut at = 0;
    loop {
        // A set that ends and begins again at one place turns twice.
        while let Some((_, set)) = open.next_if(|(turn, _)| *turn == at) {
            if let Some(inside) = now.get_mut(set) {
                *inside = !*inside;
            }
        }
        let letter = *known.entry(now.clone()).or_insert_with(|| {
            letters.push(now.clone());
            letters.len() - 1
        });
        if stretches.last().is_none_or(|(_, last)| *last != letter) {
            stretches.push((at, letter));
        }
        match open.peek() {
            Some(&(turn, _)) if turn <= 0x10_FFFF => at = turn,
            _ => return (stretches, letters),
        }
    }
}

impl Languages {
    /// Whether one text can match all patterns. A negated pattern with a look-around is left out, and a positive one is
    /// read as if it held: both only make more texts possible.
    pub(super) fn meet(&mut self, patterns: &[Membership]) -> Meeting {
        let mut chosen: Vec<usize> = patterns.iter().filter_map(|pattern| self.language(pattern)).collect();
        chosen.sort_unstable();
        chosen.dedup();
        if let Some(known) = self.met.get(&chosen) {
            return *known;
        }
        let out = self.explore(&chosen);
        self.met.insert(chosen, out);
        out
    }

    fn language(&mut self, pattern: &Membership) -> Option<usize> {
        if let Some(known) = self.known.get(pattern) {
            return *known;
        }
        let automaton =
            Automaton::of(&pattern.texts).filter(|automaton| !pattern.negated || !automaton.widened);
        let out = automaton.map(|automaton| {
            self.all.push(Language::new(automaton, pattern.negated));
            self.all.len() - 1
        });
        self.known.insert(pattern.clone(), out);
        out
    }

    fn explore(&mut self, chosen: &[usize]) -> Meeting {
        let letters = self.letters(chosen);
        let start = vec![0usize; chosen.len()];
        let mut seen: HashSet<Vec<usize>> = HashSet::from([start.clone()]);
        let mut open: VecDeque<Vec<usize>> = VecDeque::from([start]);
        while let Some(product) = open.pop_front() {
            let accepts = |(&id, &state): (&usize, &usize)| self.all.get(id).is_none_or(|l| l.accepts(state));
            if chosen.iter().zip(&product).all(accepts) {
                return Meeting::Found;
            }
            for letter in &letters {
                let next = self.next(chosen, &product, letter);
                if let Some(next) = next.filter(|next| !seen.contains(next)) {
                    seen.insert(next.clone());
                    open.push_back(next);
                }
            }
            if seen.len() > MOST_PRODUCTS {
                return Meeting::Open;
            }
        }
        Meeting::Never
    }

    /// Where letters lead from a state of the product; none if nothing can come of it.
    fn next(&mut self, chosen: &[usize], product: &[usize], letters: &[usize]) -> Option<Vec<usize>> {
        let mut out = Vec::with_capacity(product.len());
        for ((&id, &state), &letter) in chosen.iter().zip(product).zip(letters) {
            let language = self.all.get_mut(id)?;
            let to = language.next(state, letter);
            if language.lost(to) {
                return None;
            }
            out.push(to);
        }
        Some(out)
    }

    /// The letters that some character is in the chosen languages.
    fn letters(&self, chosen: &[usize]) -> Vec<Vec<usize>> {
        let languages: Vec<&Language> = chosen.iter().filter_map(|&id| self.all.get(id)).collect();
        let mut bounds: Vec<(u32, usize, usize)> = Vec::new();
        for (place, language) in languages.iter().enumerate() {
            bounds.extend(language.stretches.iter().map(|&(at, letter)| (at, place, letter)));
        }
        bounds.sort_unstable();
        let mut now = vec![0usize; languages.len()];
        let mut seen: HashSet<Vec<usize>> = HashSet::new();
        let mut out: Vec<Vec<usize>> = Vec::new();
        let mut open = bounds.into_iter().peekable();
        while let Some((at, place, letter)) = open.next() {
            if let Some(slot) = now.get_mut(place) {
                *slot = letter;
            }
            let complete = open.peek().is_none_or(|(next, ..)| *next != at);
            if complete && !seen.contains(&now) {
                seen.insert(now.clone());
                out.push(now.clone());
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::super::automaton::Membership;
    use super::super::texts::matching;
    use super::{Languages, Meeting};
    use proptest::prelude::*;

    fn facts(all: &[(&str, bool)]) -> Vec<Membership> {
        all.iter()
            .map(|(source, negated)| Membership { texts: matching(*source), negated: *negated })
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
            assert_eq!(Languages::default().meet(&facts(set)), Meeting::Never, "{set:?}");
        }
        let perhaps: [&[(&str, bool)]; 3] = [
            &[(r"(?s:.*)nasa(?s:.*)", false), (r"(?s:.*)\p{Lu}(?s:.*)", true)],
            &[(r"In brief(?s:.*)", false), (r"(?s:.*)end", false)],
            &[(r"(?s:.*)[?？](?s:.*)", false), (r"(?s:.*)\?(?s:.*)", true)],
        ];
        for set in perhaps {
            assert_eq!(Languages::default().meet(&facts(set)), Meeting::Found, "{set:?}");
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
            let set: Vec<Membership> = chosen.iter().map(|&i| {
                let regex = regex::Regex::new(&format!(r"\A(?:{})\z", sources[i])).unwrap();
                Membership { texts: matching(sources[i]), negated: !regex.is_match(&text) }
            }).collect();
            prop_assert_eq!(Languages::default().meet(&set), Meeting::Found);
        }
    }
}
