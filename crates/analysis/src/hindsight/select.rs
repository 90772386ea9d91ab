//! Selection: which rewritten responses are replayed.
//!
//! `F(y) = F_div(y) + λ_s · F_int(y)`, `λ_s = λ_0 (1 + η)^s` (Zhang et al., arXiv 2512.23457): diversity counts at the
//! start, integrity more and more.

/// The weights of a selection.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Selection {
    /// λ_0.
    pub lambda: f64,
    /// η.
    pub eta: f64,
    /// s, the training step.
    pub step: u32,
}

impl Default for Selection {
    fn default() -> Self {
        Selection { lambda: 2.0, eta: 0.05, step: 0 }
    }
}

impl Selection {
    /// λ_s. Grows beyond any number; [`Selection::score`] stays comparable.
    pub fn weight(&self) -> f64 {
        self.lambda * (1.0 + self.eta).powf(f64::from(self.step))
    }

    /// F of a response with this diversity (mean token entropy, nats) and integrity (share of constraints satisfied).
    pub fn score(&self, diversity: f64, integrity: f64) -> f64 {
        let weight = self.weight();
        // Where λ is too large for a sum, integrity alone decides; the order is the same.
        if weight.is_finite() { diversity + weight * integrity } else { integrity * f64::MAX }
    }
}

/// The places of the `k` best scores, best first; of equals the earlier.
pub fn best(scores: &[f64], k: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    let score = |i: usize| scores.get(i).copied().unwrap_or(f64::NEG_INFINITY);
    order.sort_by(|&a, &b| score(b).total_cmp(&score(a)).then(a.cmp(&b)));
    order.truncate(k);
    order
}

#[cfg(test)]
mod tests {
    use super::{Selection, best};

    #[test]
    fn integrity_weighs_more_as_training_goes_on() {
        let early = Selection { lambda: 2.0, eta: 0.05, step: 0 };
        assert_eq!(early.score(0.5, 0.25), 1.0);
        let later = Selection { step: 100, ..early };
        assert!((later.weight() - 2.0 * 131.501_257_846_303_3).abs() < 1e-9);
        let never_ends = Selection { step: 1_000_000, ..early };
        assert!(never_ends.score(9.0, 0.5) < never_ends.score(0.0, 0.6));
    }

    #[test]
    fn the_best_come_first_and_equals_in_order() {
        assert_eq!(best(&[1.0, 3.0, 3.0, 2.0], 3), [1, 2, 3]);
        assert_eq!(best(&[], 3), Vec::<usize>::new());
    }
}
