//! The loss of one token and its slope: clipped policy gradient (Schulman et al., arXiv 1707.06347), with the dual clip of
//! Ye et al. (arXiv 1912.09729).

/// Where ratios are clipped.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Clip {
    /// At 1 − this.
    pub low: f64,
    /// At 1 + this.
    pub high: f64,
    /// The loss of a negative advantage A is at most −this · A.
    pub dual: f64,
}

/// The loss of one token.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct TokenLoss {
    /// −min(ρA, clip(ρ)A), capped by the dual clip.
    pub loss: f64,
    /// d loss / d log π.
    pub slope: f64,
    /// ρ = π / π_old.
    pub ratio: f64,
    /// Whether a clip decided, so that the token has no slope.
    pub clipped: bool,
}

/// Log-ratios beyond this are cut before they are exponentiated.
const LARGEST: f64 = 20.0;

/// The loss of a token with log π, log π_old and an advantage.
pub fn token_loss(logprob: f64, old: f64, advantage: f64, clip: &Clip) -> TokenLoss {
    let log_ratio = logprob - old;
    let ratio = log_ratio.clamp(-LARGEST, LARGEST).exp();
    let plain = -ratio * advantage;
    let cut = -ratio.clamp(1.0 - clip.low, 1.0 + clip.high) * advantage;
    let mut loss = plain.max(cut);
    let mut clipped = cut > plain || log_ratio.abs() > LARGEST;
    if advantage < 0.0 && loss > -clip.dual * advantage {
        loss = -clip.dual * advantage;
        clipped = true;
    }
    let slope = if clipped { 0.0 } else { -ratio * advantage };
    TokenLoss { loss, slope, ratio, clipped }
}

#[cfg(test)]
mod tests {
    use super::{Clip, token_loss};
    use proptest::prelude::*;

    const CLIP: Clip = Clip { low: 0.2, high: 0.2, dual: 3.0 };

    #[test]
    fn the_clip_silences_what_has_moved_far_enough() {
        let at = |ratio: f64, advantage: f64| token_loss(ratio.ln(), 0.0, advantage, &CLIP);
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} {b}");
        close(at(1.0, 2.0).loss, -2.0);
        close(at(1.0, 2.0).slope, -2.0);
        close(at(1.5, 2.0).loss, -2.4);
        assert!(at(1.5, 2.0).clipped && at(1.5, 2.0).slope == 0.0);
        close(at(0.5, 2.0).loss, -1.0);
        assert!(!at(0.5, 2.0).clipped, "what became less likely is pulled back");
        close(at(0.5, -2.0).loss, 1.6);
        assert!(at(0.5, -2.0).clipped);
        close(at(2.0, -2.0).loss, 4.0);
        close(at(5.0, -2.0).loss, 6.0);
        assert!(at(5.0, -2.0).clipped, "the dual clip");
    }

    proptest! {
        #[test]
        fn the_slope_is_that_of_the_loss(logprob in -4.0f64..0.0, old in -4.0f64..0.0, advantage in -3.0f64..3.0) {
            let step = 1e-6;
            let here = token_loss(logprob, old, advantage, &CLIP);
            let (below, above) = (logprob - step, logprob + step);
            let (a, b) = (token_loss(below, old, advantage, &CLIP), token_loss(above, old, advantage, &CLIP));
            // Not across a corner.
            prop_assume!(a.clipped == b.clipped && a.clipped == here.clipped);
            prop_assert!(((b.loss - a.loss) / (2.0 * step) - here.slope).abs() < 1e-4 * (1.0 + here.slope.abs()));
        }
    }
}
