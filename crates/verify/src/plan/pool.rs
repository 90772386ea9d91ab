//! Literals that are searched in one pass over the response.

use crate::program::{Node, NodeId, Plan};
use crate::search::Search;
use crate::text::{Part, search, work};
use aho_corasick::{AhoCorasick, AhoCorasickBuilder};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

/// Literals that are searched in one pass over the response.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    /// The literal's place for each needle node.
    pub(crate) members: HashMap<NodeId, usize>,
    literals: Vec<(String, bool)>,
    needles: Vec<Arc<Search>>,
    /// Case-sensitive literals and the others, with the places of each, built when first needed.
    automata: OnceLock<Option<[Automaton; 2]>>,
}

/// An automaton and the place of each of its patterns.
type Automaton = (AhoCorasick, Vec<usize>);

/// Fewer literals are found faster one by one: building the automaton costs more than a few scans of a response.
const POOL_FROM: usize = 4;

impl Pool {
    pub(super) fn of(plan: &Plan, searches: &[Option<Arc<Search>>]) -> Pool {
        let mut pool = Pool::default();
        for node in &plan.nodes {
            let Node::Call { arguments, .. } = node else { continue };
            let [subject, needle] = arguments.as_slice() else { continue };
            if !matches!(plan.nodes.get(*subject as usize), Some(Node::Response))
                || pool.members.contains_key(needle)
            {
                continue;
            }
            let Some(Some(search)) = searches.get(*needle as usize) else { continue };
            if let Some((text, ignore_case)) = search.literal() {
                pool.members.insert(*needle, pool.literals.len());
                pool.literals.push((text.to_owned(), ignore_case));
                pool.needles.push(Arc::clone(search));
            }
        }
        if pool.literals.len() < POOL_FROM { Pool::default() } else { pool }
    }

    /// Where each literal occurs, without overlap. `None` if the text needs more than ASCII's notion of case.
    pub(crate) fn search(&self, text: &str) -> Option<Vec<Rc<[Part]>>> {
        if self.literals.iter().any(|(_, ignore_case)| *ignore_case) && !search::folds_as_ascii(text) {
            return None;
        }
        let automata =
            self.automata.get_or_init(|| Some([self.automaton(false)?, self.automaton(true)?])).as_ref()?;
        work::read(text.len());
        let mut found: Vec<Vec<Part>> = vec![Vec::new(); self.literals.len()];
        for (automaton, places) in automata {
            for hit in automaton.find_overlapping_iter(text) {
                let Some(list) = places.get(hit.pattern().as_usize()).and_then(|&place| found.get_mut(place))
                else {
                    continue;
                };
                // Leftmost first, as a search for this literal alone would.
                if list.last().is_none_or(|last| last.end as usize <= hit.start()) {
                    list.push(Part::new(hit.start(), hit.end()));
                }
            }
        }
        Some(
            found
                .into_iter()
                .zip(&self.needles)
                .map(|(hits, needle)| Rc::from(needle.refine(hits, text)))
                .collect(),
        )
    }

    fn automaton(&self, ignore_case: bool) -> Option<Automaton> {
        let places: Vec<usize> = self
            .literals
            .iter()
            .enumerate()
            .filter(|(_, l)| l.1 == ignore_case)
            .map(|(place, _)| place)
            .collect();
        let texts = places.iter().filter_map(|&place| self.literals.get(place)).map(|(text, _)| text);
        let automaton = AhoCorasickBuilder::new().ascii_case_insensitive(ignore_case).build(texts).ok()?;
        Some((automaton, places))
    }
}
