//! Witnesses: responses that satisfy a set of constraints, made by repairing a draft until the verifier accepts it.
//!
//! In: a prepared plan. Out: a text, or nothing. INVARIANT (verified): what is given was accepted by the verifier.

mod anatomy;
mod claims;
mod counts;
mod edit;
mod form;
mod found;
mod insert;
mod lexicon;
mod mask;
mod remove;
mod repair;
mod sample;
mod sequences;
mod values;
mod words;

use crate::program::{Claim, Constant, Function, Node, NodeId, Rewrite};
use crate::text::python;
use crate::verify::{CompiledPlan, Evaluator, Subject, Truth};
use edit::{Edit, apply};
use form::Form;
use lexicon::{Case, Lexicon};
use repair::Repairer;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How much work a search may do.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// How many texts are judged at most; a long one counts as several.
    pub texts: usize,
}

impl Default for Effort {
    fn default() -> Self {
        Effort { texts: 3000 }
    }
}

/// Edits tried in one step.
const TRIED: usize = 60;

/// Texts judged in the style that fits best, before others are tried.
const QUICK: usize = 150;

/// Bytes of a text that count as one more text.
const LONG: usize = 4096;

/// Steps without progress before another style is tried.
const PATIENCE: usize = 7;

/// A response that all constraints of a plan accept, if one is found. The same seed gives the same response.
pub fn witness(prepared: &CompiledPlan, prompt: Option<&str>, seed: u64, effort: Effort) -> Option<String> {
    if prepared.plan().roots.iter().any(|root| !root.judge.is_empty()) {
        return None;
    }
    let roots: Option<Vec<NodeId>> =
        prepared.plan().roots.iter().map(|root| root.claim.as_ref().ok().copied()).collect();
    let mut search =
        Search { prepared, roots: roots?, prompt, left: 0, seen: HashSet::new(), form: Form::Plain };
    let seed = usize::try_from(seed % 9973).unwrap_or(0);
    let json = |function: Function| function.facts().claim == Claim::Json;
    let forms = if asks(prepared, json) { 2 } else { 1 };
    Form::ALL.into_iter().take(forms).find_map(|form| {
        search.form = form;
        search.left = effort.texts / forms;
        search.run(seed)
    })
}

/// Whether a plan calls such a function.
fn asks(prepared: &CompiledPlan, such: impl Fn(Function) -> bool) -> bool {
    prepared.plan().nodes.iter().any(|n| matches!(n, Node::Call { function, .. } if such(*function)))
}

/// How good a text is.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug)]
struct Merit {
    satisfied: usize,
    score: f64,
    /// Which are satisfied, one bit each.
    which: u64,
}

struct Search<'p> {
    form: Form,
    prepared: &'p CompiledPlan,
    roots: Vec<NodeId>,
    prompt: Option<&'p str>,
    left: usize,
    seen: HashSet<u64>,
}

impl Search<'_> {
    fn run(&mut self, seed: usize) -> Option<String> {
        if let Some(found) = self.quickly(seed) {
            return Some(found);
        }
        if self.left == 0 {
            return None;
        }
        let mut styles = self.styles(seed);
        let mut drafts: Vec<(Merit, usize, String)> = Vec::new();
        for (index, style) in styles.iter().enumerate() {
            let draft = style.sentence(7);
            let merit = self.merit(&draft);
            if merit.satisfied == self.roots.len() {
                return Some(self.form.wrap(&draft).into_owned());
            }
            drafts.push((merit, index, draft));
        }
        // The plainest style among those that satisfy most.
        drafts.sort_by_key(|(merit, index, _)| (std::cmp::Reverse(merit.satisfied), *index));
        for turn in 0..4 {
            for (_, index, draft) in drafts.iter().take(5) {
                let style = styles.get_mut(*index)?;
                if let Some(found) = self.climb(draft.clone(), style, turn * 3 + index) {
                    return Some(found);
                }
                if self.left == 0 {
                    return None;
                }
            }
        }
        None
    }

    /// One climb in the style that a sample sentence says fits best: enough for most sets, and cheap.
    fn quickly(&mut self, seed: usize) -> Option<String> {
        const SAMPLE: &str = "every old road leads to our quiet town";
        let language = self.languages().into_iter().next().unwrap_or_else(|| "en".to_owned());
        let write = |case: Case| -> String {
            let words = SAMPLE.split(' ').enumerate();
            words.map(|(i, word)| case.write(word, i == 0)).collect::<Vec<_>>().join(" ")
        };
        let fit = |search: &mut Self, case: Case| search.merit(&format!("{}.", write(case))).satisfied;
        let mut best = (0, Case::Sentence);
        for case in Case::ALL {
            let satisfied = fit(self, case);
            if satisfied > best.0 {
                best = (satisfied, case);
            }
        }
        let case = best.1;
        let style = Lexicon::new(&language, case, ".", seed, &mut |words| self.allowed(words, case));
        let draft = style.sentence(7);
        if style.words().is_empty() {
            return None;
        }
        let before = self.left;
        self.left = before.min(QUICK);
        if self.merit(&draft).satisfied == self.roots.len() {
            return Some(self.form.wrap(&draft).into_owned());
        }
        let found = self.climb(draft, &style, seed);
        self.left = before.saturating_sub(QUICK - self.left.min(QUICK));
        found
    }

    /// Repairs a draft step by step.
    fn climb(&mut self, draft: String, style: &Lexicon, turn: usize) -> Option<String> {
        let mut text = draft;
        let mut best = self.merit(&text);
        let mut now = best.which;
        let mut idle = 0;
        for step in 0..40 {
            let edits = self.edits(&text, style, turn + step);
            let mut next: Option<(bool, Merit, u64, String)> = None;
            for edit in edits {
                if self.left == 0 {
                    return None;
                }
                let Some(candidate) = apply(&text, &edit).filter(|c| c.len() < 40_000 && *c != text) else {
                    continue;
                };
                if !self.seen.insert(hash(&candidate)) {
                    continue;
                }
                let merit = self.merit(&candidate);
                if merit.satisfied == self.roots.len() {
                    return Some(self.form.wrap(&candidate).into_owned());
                }
                // While things go well, the first of the best. Once they do not: what mends something that is
                // broken, even if it breaks something else, and any of equals.
                let order = if idle == 0 { 0 } else { hash(&candidate) >> 1 };
                let mends = idle > 0 && merit.which & !now != 0;
                let better = next.as_ref().is_none_or(|(known_mends, known, at, _)| {
                    let (a, b) =
                        ((mends, merit.satisfied, merit.score), (*known_mends, known.satisfied, known.score));
                    a > b || (a == b && order > *at)
                });
                if better {
                    next = Some((mends, merit, order, candidate));
                }
            }
            let (_, merit, _, candidate) = next?;
            now = merit.which;
            if (merit.satisfied, merit.score) > (best.satisfied, best.score) {
                best = merit;
                idle = 0;
            } else {
                idle += 1;
                if idle > PATIENCE {
                    return None;
                }
            }
            text = candidate;
        }
        None
    }

    /// What could be done about the constraints that a text fails.
    fn edits(&self, text: &str, style: &Lexicon, turn: usize) -> Vec<Edit> {
        let mut evaluator = Evaluator::new(self.prepared, Subject::new(text, self.prompt));
        // In a form, what it does by itself needs no repair; what it undoes is repaired in the text inside.
        let satisfied = (self.form != Form::Plain).then(|| self.satisfied(&self.form.wrap(text)));
        let mut each: Vec<Vec<Edit>> = Vec::new();
        for (index, &root) in self.roots.iter().enumerate() {
            let holds = match &satisfied {
                Some(satisfied) => satisfied.get(index) == Some(&true),
                None => evaluator.explain(root).truth == Truth::Holds,
            };
            if holds {
                continue;
            }
            let mut repairer = Repairer { evaluator: &mut evaluator, text, lexicon: style, turn, depth: 0 };
            each.push(repairer.make(root, true));
        }
        let share = TRIED / each.len().max(1);
        let mut out: Vec<Edit> = Vec::new();
        for edits in each {
            let skip = if edits.len() > share { turn * share % edits.len() } else { 0 };
            let count = edits.len();
            // The plainest first; beyond those, others at each turn.
            let (first, rest) = edits.split_at(count.min(share / 2));
            out.extend(first.iter().cloned());
            out.extend(rest.iter().cycle().skip(skip).take(rest.len().min(share - share / 2)).cloned());
        }
        out
    }

    fn merit(&mut self, text: &str) -> Merit {
        self.left = self.left.saturating_sub(1 + text.len() / LONG);
        let wrapped = self.form.wrap(text);
        let text = wrapped.as_ref();
        if python::is_blank(text) {
            return Merit { satisfied: 0, score: 0.0, which: 0 };
        }
        let mut evaluator = Evaluator::new(self.prepared, Subject::new(text, self.prompt));
        let mut merit = Merit { satisfied: 0, score: 0.0, which: 0 };
        for (index, &root) in self.roots.iter().enumerate() {
            let judgement = evaluator.explain(root);
            if judgement.truth == Truth::Holds {
                merit.satisfied += 1;
                merit.which |= 1 << (index % 64);
            } else {
                merit.score += judgement.score.clamp(0.0, 1.0);
            }
        }
        merit
    }

    fn satisfied(&self, text: &str) -> Vec<bool> {
        let mut evaluator = Evaluator::new(self.prepared, Subject::new(text, self.prompt));
        self.roots.iter().map(|&root| evaluator.explain(root).truth == Truth::Holds).collect()
    }

    /// The styles to try: languages that the plan names, then English and others, in each case.
    fn styles(&self, seed: usize) -> Vec<Lexicon> {
        let mut languages: Vec<String> = self.languages();
        if !languages.iter().any(|l| l == "en") {
            languages.push("en".to_owned());
        }
        // Scripts for those who may use no Latin letter, or no letter that has a case.
        languages.extend(["ru", "zh"].map(str::to_owned));
        languages.truncate(5);
        // For those who may use no letter at all.
        languages.push(words::NUMBERS.to_owned());
        let mut out = Vec::new();
        for language in &languages {
            for case in Case::ALL {
                for mark in [".", "!", "?", ""] {
                    if mark != "." && !self.breaks_mark(".") && mark != "?" {
                        continue;
                    }
                    let lexicon =
                        Lexicon::new(language, case, mark, seed, &mut |words| self.allowed(words, case));
                    if !lexicon.words().is_empty() {
                        out.push(lexicon);
                    }
                }
            }
        }
        out
    }

    fn languages(&self) -> Vec<String> {
        let nodes = &self.prepared.plan().nodes;
        let asks = asks(self.prepared, |function| {
            function.facts().claim == Claim::Language || function.record().rewrite == Rewrite::Language
        });
        let tags = nodes.iter().filter(|_| asks).flat_map(|n| match n {
            Node::Const(Constant::Text(text)) => vec![text.to_string()],
            Node::Const(Constant::List(items)) => items
                .iter()
                .filter_map(|c| if let Constant::Text(t) = c { Some(t.to_string()) } else { None })
                .collect(),
            _ => Vec::new(),
        });
        let mut out: Vec<String> = tags
            .filter(|t| t == "en" || words::languages().any(|l| l == t.split('-').next().unwrap_or("")))
            .collect();
        out.dedup();
        out
    }

    /// Whether a mark alone breaks a prohibition.
    fn breaks_mark(&self, mark: &str) -> bool {
        let (without, with) = (self.satisfied("x"), self.satisfied(&format!("x{mark}")));
        without.iter().zip(with).any(|(a, b)| *a && !b)
    }

    /// The words that break no prohibition: a constraint that some plain text satisfies, and neither the word added to it
    /// nor the word alone does.
    fn allowed(&self, words: &[&'static str], case: Case) -> HashSet<&'static str> {
        let write = |word: &str| case.write(word, false);
        let mut kept: HashSet<&'static str> = words.iter().copied().collect();
        let mut open: Vec<usize> = (0..self.roots.len()).collect();
        for base in ["~", "x", "X", "Hand", "hand", "HAND", "я"] {
            if open.is_empty() {
                break;
            }
            let before = self.satisfied(base);
            let usable: Vec<usize> = open.iter().copied().filter(|&i| before.get(i) == Some(&true)).collect();
            if usable.is_empty() {
                continue;
            }
            open.retain(|i| !usable.contains(i));
            let all: Vec<String> = words.iter().map(|w| write(w)).collect();
            let together = self.satisfied(&format!("{base} {}", all.join(" ")));
            if usable.iter().all(|&i| together.get(i) == Some(&true)) {
                continue;
            }
            for word in words {
                let broken_by = |text: &str, of: &[usize]| -> Vec<usize> {
                    let satisfied = self.satisfied(text);
                    of.iter().copied().filter(|&i| satisfied.get(i) != Some(&true)).collect()
                };
                let broken = broken_by(&format!("{base} {}", write(word)), &usable);
                if !broken.is_empty() && !broken_by(&write(word), &broken).is_empty() {
                    kept.remove(word);
                }
            }
        }
        kept
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
