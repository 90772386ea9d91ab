//! Whether facts can hold together: bounds by linear programming, texts by automata.

use super::automaton::Membership;
use super::encodings::length;
use super::encodings::lines::{last_sentence_of_paragraph, sentence_at_start};
use super::facts::{Fact, Likeness, List, of_measure};
use super::measure::{Linear, Measure, relations};
use super::product::{Languages, Meeting};
use super::reasons::{described, said};
use super::texts::{ANY, Texts, around, somewhere};
use crate::text::Unit;
use crate::text::units::{Embedding, Layout};
use microlp::{ComparisonOp, OptimizationDirection, Problem};
use std::collections::BTreeMap;

/// Alternatives of a set of facts at most; beyond them an alternative is read as asking for nothing.
const MOST_CASES: usize = 48;

/// Why facts can't hold together: what took part, in words.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Clash {
    pub(super) reasons: Vec<String>,
}

/// Facts that must all hold.
#[derive(Clone, Debug, Default)]
struct Case {
    texts: Vec<Membership>,
    counts: Vec<Linear>,
    every: Vec<(List, Fact)>,
    one: Vec<(List, Fact)>,
    differ: Vec<(Unit, Likeness)>,
    same: Vec<(Unit, Likeness)>,
}

/// Whether the facts exclude each other, and why.
pub(super) fn clash(languages: &mut Languages, facts: &[Fact]) -> Option<Clash> {
    clash_in(languages, facts, true)
}

/// The same about a text that may be blank, such as a piece between separators.
fn clash_in(languages: &mut Languages, facts: &[Fact], filled: bool) -> Option<Clash> {
    let mut cases = vec![Case::default()];
    for fact in facts {
        extend(&mut cases, fact);
    }
    // Every alternative must fail; the reasons of the first are shown.
    let mut first = None;
    for case in cases {
        let found = refute(languages, case, filled)?;
        first.get_or_insert(found);
    }
    first
}

fn extend(cases: &mut Vec<Case>, fact: &Fact) {
    match fact {
        Fact::True => {}
        Fact::Text(text) => cases.iter_mut().for_each(|case| case.texts.push(text.clone())),
        Fact::Count(linear) => cases.iter_mut().for_each(|case| case.counts.push(linear.clone())),
        Fact::Every(list, inside) => {
            cases.iter_mut().for_each(|case| case.every.push((*list, inside.as_ref().clone())));
        }
        Fact::One(list, inside) => {
            cases.iter_mut().for_each(|case| case.one.push((*list, inside.as_ref().clone())));
        }
        Fact::Differ(unit, how) => cases.iter_mut().for_each(|case| case.differ.push((*unit, *how))),
        Fact::Same(unit, how) => cases.iter_mut().for_each(|case| case.same.push((*unit, *how))),
        Fact::All(facts) => facts.iter().for_each(|fact| extend(cases, fact)),
        Fact::Any(facts) => {
            if facts.len() * cases.len() > MOST_CASES {
                return;
            }
            let mut out = Vec::new();
            for fact in facts {
                let mut more = cases.clone();
                extend(&mut more, fact);
                out.extend(more);
            }
            *cases = out;
        }
    }
}

fn refute(languages: &mut Languages, mut case: Case, filled: bool) -> Option<Clash> {
    // What counts say of the text, which may bring further counts.
    let mut at = 0;
    while let Some(linear) = case.counts.get(at).cloned() {
        at += 1;
        for fact in said_by(&linear, filled) {
            let mut cases = vec![Case::default()];
            extend(&mut cases, &fact);
            // What holds in one way only.
            if let [only] = cases.as_mut_slice() {
                case.texts.append(&mut only.texts);
                only.counts.retain(|linear| !case.counts.contains(linear));
                case.counts.append(&mut only.counts);
                case.one.append(&mut only.one);
            }
        }
    }
    bounds(&case.counts, filled)
        .or_else(|| alike(&case))
        .or_else(|| texts(languages, &case.texts, filled))
        .or_else(|| elements(languages, &case))
}

/// What a bound on measures says of each of them: one is there, or none, or so many.
fn said_by(linear: &Linear, filled: bool) -> Vec<Fact> {
    if let [(measure, 1.0)] = linear.terms.as_slice() {
        let mut out = Vec::new();
        if linear.low >= 1.0 {
            out.push(of_measure(measure, true));
        } else if linear.high < 1.0 {
            out.push(of_measure(measure, false));
        }
        if let Measure::Unit(unit) = measure {
            out.extend(length::several(*unit, linear.low).map(Fact::text));
            if !filled {
                out.extend(length::sized(*unit, linear.low, linear.high));
            }
        }
        return out;
    }
    // Where only one measure is counted for and the others against, there is one of it.
    let mut counted = linear.terms.iter().filter(|(_, coefficient)| *coefficient > 0.0);
    match (counted.next(), counted.next()) {
        (Some((measure, _)), None) if linear.low > 0.0 => vec![of_measure(measure, true)],
        _ => Vec::new(),
    }
}

/// Parts of which no two may be alike, and two must be.
fn alike(case: &Case) -> Option<Clash> {
    // What is the same character by character is so in small letters too.
    let meets = |(unit, how): &(Unit, Likeness), same: &(Unit, Likeness)| {
        *unit == same.0 && (*how == Likeness::Lowered || same.1 == Likeness::Exact)
    };
    let (unit, _) = case.differ.iter().find(|differ| case.same.iter().any(|same| meets(differ, same)))?;
    let name = unit.plural().replace('_', " ");
    Some(Clash { reasons: vec![format!("no two {name} alike"), format!("two {name} that are alike")] })
}

/// An element of which too much is asked: by a claim about every one, or by those and one about some.
fn elements(languages: &mut Languages, case: &Case) -> Option<Clash> {
    for (list, fact) in &case.one {
        let mut facts = of_every(case, *list);
        if facts.is_empty() {
            continue;
        }
        facts.push(fact.clone());
        if let Some(clash) = clash_in(languages, &facts, false) {
            return Some(clash);
        }
    }
    let mut lists: Vec<List> = case.every.iter().map(|(list, _)| *list).collect();
    lists.dedup();
    lists.into_iter().find_map(|list| {
        let facts = of_every(case, list);
        if facts.len() > 1 { clash_in(languages, &facts, false) } else { None }
    })
}

/// What holds of each element of a list. A paragraph that begins with a letter begins with a sentence, and
/// one that ends with a letter and a mark ends with one.
fn of_every(case: &Case, list: List) -> Vec<Fact> {
    let layout = |list: &List| list.unit.map(|unit| unit.facts().layout);
    let mut out = Vec::new();
    for (other, fact) in &case.every {
        if other.id == list.id {
            out.push(fact.clone());
        } else if (layout(other), layout(&list)) == (Some(Layout::Sentences), Some(Layout::Paragraphs)) {
            for texts in texts_of(fact) {
                out.push(Fact::text(sentence_at_start(texts.clone())));
                out.push(Fact::text(last_sentence_of_paragraph(texts.clone())));
            }
        }
    }
    out
}

/// The languages that a text must lie in for a fact to hold.
fn texts_of(fact: &Fact) -> Box<dyn Iterator<Item = &Texts> + '_> {
    match fact {
        Fact::All(facts) => Box::new(facts.iter().flat_map(texts_of)),
        Fact::Text(text) if !text.negated => Box::new(std::iter::once(&text.texts)),
        _ => Box::new(std::iter::empty()),
    }
}

fn texts(languages: &mut Languages, asked: &[Membership], filled: bool) -> Option<Clash> {
    let first = if filled { somewhere(around(r"[^\s\x1c-\x1f]")) } else { ANY };
    let mut fixed: Vec<Membership> = vec![Membership { texts: first, negated: false }];
    let mut loose: Vec<Membership> = Vec::new();
    for text in asked {
        let somewhere = !text.negated && text.texts.open_ends() == (true, true);
        let list = if somewhere { &mut loose } else { &mut fixed };
        if !list.contains(text) {
            list.push(text.clone());
        }
    }
    if fixed.len() + loose.len() < 3 && !fixed.iter().any(|p| p.negated) {
        // One thing asked for and nothing forbidden: the pattern itself would have to be empty.
        return None;
    }
    let reasons = |set: &[Membership]| Clash { reasons: set.iter().skip(1).map(described).collect() };
    let mut alone = vec![fixed.clone()];
    alone.extend(loose.into_iter().map(|pattern| fixed.iter().cloned().chain([pattern]).collect()));
    for set in alone.into_iter().filter(|set| set.len() > 2) {
        match languages.meet(&set) {
            Meeting::Never => return Some(reasons(&set)),
            Meeting::Found => {}
            // What all of them ask at once is too much to explore; some of them may do.
            Meeting::Open => {
                if let Some(few) = few(&set).find(|few| languages.meet(few) == Meeting::Never) {
                    return Some(reasons(&few));
                }
            }
        }
    }
    None
}

/// Few patterns that may exclude each other, each time with the first, which goes for all: one and all that is
/// forbidden, or any two.
fn few(set: &[Membership]) -> impl Iterator<Item = Vec<Membership>> + '_ {
    let (first, rest) = set.split_at(set.len().min(1));
    let wanted = rest.iter().filter(|p| !p.negated);
    let forbidden = rest.iter().filter(|p| p.negated);
    let alone = wanted.map(move |p| first.iter().chain([p]).chain(forbidden.clone()).cloned().collect());
    let two = rest.iter().enumerate().flat_map(move |(i, a)| {
        // What two prohibitions leave is hardly ever nothing.
        rest.iter().skip(i + 1).filter(move |b| !(a.negated && b.negated)).map(move |b| (a, b))
    });
    alone.chain(two.map(|(a, b)| first.iter().chain([a, b]).cloned().collect()))
}

/// The variables of a problem.
#[derive(Default)]
struct Variables(Vec<Measure>);

impl Variables {
    fn index(&mut self, measure: &Measure) -> usize {
        if let Some(at) = self.0.iter().position(|m| m.same(measure)) {
            return at;
        }
        if let Measure::Kept { whole: Some(whole), .. } | Measure::Distinct { whole: Some(whole), .. } =
            measure
        {
            self.index(whole);
        }
        self.0.push(measure.clone());
        self.0.len() - 1
    }
}

type Row = (Vec<(usize, f64)>, f64, f64);

fn bounds(counts: &[Linear], filled: bool) -> Option<Clash> {
    if counts.is_empty() {
        return None;
    }
    let mut variables = Variables::default();
    let mut rows: Vec<(Row, String)> = Vec::new();
    for linear in counts {
        let terms = linear.terms.iter().map(|(m, c)| (variables.index(m), *c)).collect();
        rows.push(((terms, linear.low, linear.high), said(linear)));
    }
    for (at, measure) in variables.0.clone().iter().enumerate() {
        match measure {
            Measure::Kept { whole: Some(whole), .. } | Measure::Distinct { whole: Some(whole), .. } => {
                let whole = variables.index(whole);
                rows.push((
                    (vec![(at, 1.0), (whole, -1.0)], f64::NEG_INFINITY, 0.0),
                    "a part is not more than the whole".to_owned(),
                ));
            }
            Measure::Found(_, Some(pattern)) if pattern.least > 0 => {
                for &unit in Unit::ALL {
                    // Of what may be shared at its ends, each but one belongs to one occurrence alone.
                    let (own, because) = match unit.facts().embedding {
                        Embedding::Unknown => continue,
                        Embedding::Points => (pattern.least, "what is found does not overlap".to_owned()),
                        Embedding::Joined => {
                            let brought = pattern.brings.iter().find(|(brought, _)| *brought == unit);
                            let own = brought.map_or(0, |(_, n)| n.saturating_sub(1));
                            (own, format!("what is found has {}", unit.plural()))
                        }
                    };
                    if own > 0 {
                        let all = variables.index(&Measure::Unit(unit));
                        let row = (vec![(at, f64::from(own)), (all, -1.0)], f64::NEG_INFINITY, 0.0);
                        rows.push((row, because));
                    }
                }
            }
            _ => {}
        }
    }
    for relation in relations() {
        // A blank text has no line and no token.
        if !filled && relation.constant > 0.0 {
            continue;
        }
        let terms = relation.terms.iter().map(|(unit, c)| (variables.index(&Measure::Unit(*unit)), *c));
        rows.push(((terms.collect(), f64::NEG_INFINITY, -relation.constant), relation.because.to_owned()));
    }
    if feasible(&rows, variables.0.len()) {
        return None;
    }
    // What is not needed for the clash is not part of the reason.
    let mut at = 0;
    while at < rows.len() {
        let row = rows.remove(at);
        if feasible(&rows, variables.0.len()) {
            rows.insert(at, row);
            at += 1;
        }
    }
    let mut reasons: Vec<String> = rows.into_iter().map(|(_, name)| name).collect();
    reasons.dedup();
    Some(Clash { reasons })
}

fn feasible(rows: &[(Row, String)], variables: usize) -> bool {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let names: Vec<_> = (0..variables).map(|_| problem.add_var(0.0, (0.0, f64::INFINITY))).collect();
    for ((terms, low, high), _) in rows {
        // A measure may stand on both sides; the solver wants each variable once.
        let mut of: BTreeMap<usize, f64> = BTreeMap::new();
        terms.iter().for_each(|(at, c)| *of.entry(*at).or_default() += c);
        let sum: Vec<_> = of.into_iter().filter_map(|(at, c)| Some((*names.get(at)?, c))).collect();
        if low > high {
            return false;
        }
        if low.is_finite() {
            problem.add_constraint(sum.as_slice(), ComparisonOp::Ge, *low);
        }
        if high.is_finite() {
            problem.add_constraint(sum.as_slice(), ComparisonOp::Le, *high);
        }
    }
    !matches!(problem.solve(), Err(microlp::Error::Infeasible))
}
