//! Difficulty: how often constraints are satisfied, estimated from checked responses.

use crate::program::{Constraint, Instance, Program};
use std::collections::HashMap;

/// How often each kind of constraint was satisfied.
#[derive(Clone, Debug, Default)]
pub struct PassRates {
    counts: HashMap<String, (u32, u32)>,
    all: (u32, u32),
}

impl PassRates {
    /// Counts one verdict on a constraint, by its full name.
    pub fn add(&mut self, name: &str, satisfied: bool) {
        let entry = self.counts.entry(name.to_owned()).or_default();
        for count in [entry, &mut self.all] {
            count.0 += u32::from(satisfied);
            count.1 += 1;
        }
    }

    /// How many verdicts were counted.
    pub fn len(&self) -> u32 {
        self.all.1
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.all.1 == 0
    }

    /// The estimated share of responses that satisfy a constraint. Few verdicts are drawn towards the rate of all.
    pub fn one(&self, name: &str) -> f64 {
        let overall = (f64::from(self.all.0) + 1.0) / (f64::from(self.all.1) + 2.0);
        let (good, all) = self.counts.get(name).copied().unwrap_or_default();
        (f64::from(good) + 2.0 * overall) / (f64::from(all) + 2.0)
    }

    /// The estimated share of responses that satisfy all of a set, taken to be independent.
    pub fn of(&self, program: &Program, set: &[Instance]) -> f64 {
        set.iter()
            .filter_map(|i| program.constraint_of(i))
            .map(|c| self.one(&Constraint::full_name(c)))
            .product()
    }
}

#[cfg(test)]
mod tests {
    use super::PassRates;

    #[test]
    fn rates_follow_the_counts_and_unknown_kinds_the_mean() {
        let mut rates = PassRates::default();
        (0..98).for_each(|_| rates.add("a.easy", true));
        (0..98).for_each(|_| rates.add("a.hard", false));
        assert!((rates.one("a.easy") - 0.99).abs() < 1e-9);
        assert!((rates.one("a.hard") - 0.01).abs() < 1e-9);
        assert!((rates.one("a.new") - 0.5).abs() < 1e-9);
    }
}
