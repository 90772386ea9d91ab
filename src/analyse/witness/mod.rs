//! Witnesses: responses that satisfy a set of constraints, made by repairing a draft until the verifier accepts it.
//!
//! In: a prepared plan. Out: a text, or nothing. INVARIANT (verified): what is given was accepted by the verifier.

mod claims;
mod edit;
mod lexicon;
mod measures;
mod repair;
mod sample;
mod units;
mod words;

use crate::program::{Constant, Function, Node, NodeId};
use crate::text::python;
use crate::verify::{Context, Evaluator, Prepared, Truth};
use edit::{Edit, apply};
use lexicon::{Case, Lexicon};
use repair::Repairer;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How much work a search may do.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// How many texts are judged at most.
    pub texts: usize,
}

impl Default for Effort {
    fn default() -> Self {
        Effort { texts: 6000 }
    }
}

/// Edits tried in one step.
const TRIED: usize = 60;

/// Steps without progress before another style is tried.
const PATIENCE: usize = 7;

/// A response that all constraints of a plan accept, if one is found. The same seed gives the same response.
pub fn witness(prepared: &Prepared, prompt: Option<&str>, seed: u64, effort: Effort) -> Option<String> {
    let roots: Option<Vec<NodeId>> =
        prepared.plan().roots.iter().map(|root| root.claim.as_ref().ok().copied()).collect();
    let mut search = Search { prepared, roots: roots?, prompt, left: effort.texts, seen: HashSet::new() };
    search.run(usize::try_from(seed % 9973).unwrap_or(0))
}

/// How good a text is.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug)]
struct Merit {
    satisfied: usize,
    score: f64,
}

struct Search<'p> {
    prepared: &'p Prepared,
    roots: Vec<NodeId>,
    prompt: Option<&'p str>,
    left: usize,
    seen: HashSet<u64>,
}

impl Search<'_> {
    fn run(&mut self, seed: usize) -> Option<String> {
        let mut styles = self.styles(seed);
        let mut drafts: Vec<(Merit, usize, String)> = Vec::new();
        for (index, style) in styles.iter().enumerate() {
            let draft = style.sentence(7);
            let merit = self.merit(&draft);
            if merit.satisfied == self.roots.len() {
                return Some(draft);
            }
            drafts.push((merit, index, draft));
        }
        drafts.sort_by(|a, b| b.0.partial_cmp(&a.0).unwrap_or(std::cmp::Ordering::Equal));
        for turn in 0..4 {
            for (_, index, draft) in drafts.iter().take(4) {
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

    /// Repairs a draft step by step.
    fn climb(&mut self, draft: String, style: &Lexicon, turn: usize) -> Option<String> {
        let mut text = draft;
        let mut best = self.merit(&text);
        let mut idle = 0;
        for step in 0..40 {
            let edits = self.edits(&text, style, turn + step);
            let mut next: Option<(Merit, String)> = None;
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
                    return Some(candidate);
                }
                if next.as_ref().is_none_or(|(known, _)| merit > *known) {
                    next = Some((merit, candidate));
                }
            }
            let (merit, candidate) = next?;
            if merit > best {
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
        let mut evaluator = Evaluator::new(self.prepared, Context::new(text, self.prompt));
        let mut each: Vec<Vec<Edit>> = Vec::new();
        for &root in &self.roots {
            if evaluator.judge(root).truth == Truth::Holds {
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
        out.extend(padding(text));
        out
    }

    fn merit(&mut self, text: &str) -> Merit {
        self.left = self.left.saturating_sub(1);
        if python::is_blank(text) {
            return Merit { satisfied: 0, score: 0.0 };
        }
        let mut evaluator = Evaluator::new(self.prepared, Context::new(text, self.prompt));
        let mut merit = Merit { satisfied: 0, score: 0.0 };
        for &root in &self.roots {
            let judgement = evaluator.judge(root);
            if judgement.truth == Truth::Holds {
                merit.satisfied += 1;
            } else {
                merit.score += judgement.score.clamp(0.0, 1.0);
            }
        }
        merit
    }

    fn satisfied(&self, text: &str) -> Vec<bool> {
        let mut evaluator = Evaluator::new(self.prepared, Context::new(text, self.prompt));
        self.roots.iter().map(|&root| evaluator.judge(root).truth == Truth::Holds).collect()
    }

    /// The styles to try: languages that the plan names, then English and others, in each case.
    fn styles(&self, seed: usize) -> Vec<Lexicon> {
        let mut languages: Vec<String> = self.languages();
        if !languages.iter().any(|l| l == "en") {
            languages.push("en".to_owned());
        }
        languages.push("ru".to_owned());
        let mut out = Vec::new();
        for language in languages.iter().take(4) {
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
        let asks = nodes.iter().any(|n| {
            matches!(n, Node::Call { function: Function::IsLanguage | Function::DetectedLanguage, .. })
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

    /// The words that break no prohibition: a constraint that some plain text satisfies and the word added to it
    /// does not.
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
                let with = self.satisfied(&format!("{base} {}", write(word)));
                if usable.iter().any(|&i| with.get(i) != Some(&true)) {
                    kept.remove(word);
                }
            }
        }
        kept
    }
}

/// Blanks around a text, which some measures count and others ignore.
fn padding(text: &str) -> Vec<Edit> {
    let end = crate::text::Part::whole(text).end;
    vec![vec![edit::insert(end, "\n")], vec![edit::insert(end, " ")]]
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
