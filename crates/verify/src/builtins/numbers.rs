//! Numbers: counts, sums, shares, arithmetic.

use super::arguments::{List, Numbers};
use super::{Fault, count as as_int};
use crate::judgement::Judgement;
use crate::ops::Arithmetic;
use crate::resolve::as_f64;
use crate::value::{Context, Value};

pub(super) fn count(List(list): List<'_>, _: &Context<'_>) -> usize {
    list.len()
}

pub(super) fn sum(List(list): List<'_>, _: &Context<'_>) -> Result<Value, Fault> {
    list.iter().try_fold(Value::Int(0), |sum, v| arithmetic(Arithmetic::Add, &sum, &v))
}

pub(super) fn min(List(list): List<'_>, _: &Context<'_>) -> Option<Value> {
    extreme(list, |a, b| a < b)
}

pub(super) fn max(List(list): List<'_>, _: &Context<'_>) -> Option<Value> {
    extreme(list, |a, b| a > b)
}

fn extreme(list: &Value, better: fn(f64, f64) -> bool) -> Option<Value> {
    let mut best: Option<Value> = None;
    for value in list.iter() {
        let better = match (&best, value.number()) {
            (Some(best), Some(n)) => best.number().is_some_and(|b| better(n, b)),
            _ => true,
        };
        if better {
            best = Some(value);
        }
    }
    best
}

pub(super) fn mean(Numbers(numbers): Numbers, _: &Context<'_>) -> Option<f64> {
    let count = as_f64(as_int(numbers.len()));
    (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / count)
}

pub(super) fn ratio(part: f64, whole: f64, _: &Context<'_>) -> Option<f64> {
    (whole != 0.0).then(|| part / whole)
}

pub(super) fn remainder(n: i64, divisor: i64, _: &Context<'_>) -> Result<i64, Fault> {
    n.checked_rem_euclid(divisor).ok_or(Fault::NoRemainder { number: n, divisor })
}

pub(super) fn prime(n: i64, _: &Context<'_>) -> Judgement {
    Judgement::plain(is_prime(n))
}

/// The test of Miller and Rabin with the first twelve primes as bases, which is exact below 3.3 · 10^24 (Sorenson and
/// Webster, arXiv 1509.00864).
fn is_prime(n: i64) -> bool {
    const BASES: [i64; 12] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];
    if n < 2 || BASES.iter().any(|base| n % base == 0) {
        return BASES.contains(&n);
    }
    let modulus = i128::from(n);
    let halvings = (n - 1).trailing_zeros();
    let power = |base: i128, exponent: i64| {
        let (mut out, mut base, mut exponent) = (1, base, exponent);
        while exponent > 0 {
            if exponent % 2 == 1 {
                out = out * base % modulus;
            }
            base = base * base % modulus;
            exponent /= 2;
        }
        out
    };
    BASES.iter().all(|&base| {
        let mut x = power(i128::from(base), (n - 1) >> halvings);
        let mut passes = x == 1 || x == modulus - 1;
        for _ in 1..halvings {
            x = x * x % modulus;
            passes |= x == modulus - 1;
        }
        passes
    })
}

/// `a + b` and the like. Whole numbers stay whole, and beyond 64 bits is an error.
pub(crate) fn arithmetic(operator: Arithmetic, left: &Value, right: &Value) -> Result<Value, Fault> {
    if matches!((left, right), (Value::Missing, _) | (_, Value::Missing)) {
        return Ok(Value::Missing);
    }
    if let (Value::Int(a), Value::Int(b)) = (left, right)
        && operator != Arithmetic::Divide
    {
        let result = match operator {
            Arithmetic::Add => a.checked_add(*b),
            Arithmetic::Subtract => a.checked_sub(*b),
            _ => a.checked_mul(*b),
        };
        return result.map(Value::Int).ok_or(Fault::Overflow);
    }
    let (Some(a), Some(b)) = (left.number(), right.number()) else {
        return Err(Fault::internal("arithmetic on what is no number"));
    };
    Ok(match operator {
        Arithmetic::Add => Value::Float(a + b),
        Arithmetic::Subtract => Value::Float(a - b),
        Arithmetic::Multiply => Value::Float(a * b),
        Arithmetic::Divide if b == 0.0 => return Err(Fault::DivisionByZero),
        Arithmetic::Divide => Value::Float(a / b),
    })
}

#[cfg(test)]
mod tests {
    use super::is_prime;

    #[test]
    fn primes_are_told_from_what_looks_like_them() {
        let plainly = |n: i64| n > 1 && !(2..n).any(|d| n % d == 0);
        assert!((-3..3000).all(|n| is_prime(n) == plainly(n)));
        // Strong pseudoprimes to the first bases, and the largest prime of 63 bits.
        for composite in [3_215_031_751, 341_550_071_728_321, 3_825_123_056_546_413_051] {
            assert!(!is_prime(composite), "{composite}");
        }
        assert!(is_prime(9_223_372_036_854_775_783) && !is_prime(i64::MAX));
    }
}
