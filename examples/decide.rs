//! Scratch: how many random sets are decided.
use hirc::analyse::{Effort, witness};
use hirc::task::Drawer;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
fn main() {
    let n: usize = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(500);
    let show: bool = std::env::args().nth(2).is_some();
    let modules: Vec<String> =
        hirc::load::STANDARD_LIBRARY.iter().map(|(n, _)| (*n).to_owned()).filter(|n| n != "ifeval").collect();
    let Ok((library, _)) = hirc::load::library(&[], &modules, &[], &hirc::load::Files::default()) else {
        panic!()
    };
    let program = library.program();
    let drawers: Vec<Drawer> =
        (0..program.constraints.len() as u32).filter_map(|c| Drawer::new(program, c).ok()).collect();
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(1);
    let mut times = Vec::new();
    let mut tally = std::collections::BTreeMap::new();
    let mut bad: std::collections::BTreeMap<String, (usize, usize)> = Default::default();
    for i in 0..n {
        let size = rng.random_range(3..=6);
        let size = if let Ok(s) = std::env::var("SIZE") { s.parse().unwrap() } else { size };
        let mut order: Vec<&Drawer> = drawers.iter().collect();
        order.shuffle(&mut rng);
        let set: Vec<_> = order.iter().take(size).filter_map(|d| d.draw(program, &mut rng)).collect();
        let start = std::time::Instant::now();
        let prepared = hirc::analyse::prepare(program, &set).unwrap();
        let found = witness(
            &prepared,
            Some("Say why it rains. Tell me more about the weather of the north."),
            i as u64,
            Effort::default(),
        );
        let took = start.elapsed().as_secs_f64() * 1e3;
        times.push(took);
        let e = tally.entry(size).or_insert((0, 0));
        e.1 += 1;
        for s in &set {
            bad.entry(program.constraints[s.constraint as usize].full_name()).or_default().1 += 1;
        }
        if found.is_some() {
            e.0 += 1;
        } else {
            for s in &set {
                bad.entry(program.constraints[s.constraint as usize].full_name()).or_default().0 += 1;
            }
            if show {
                println!(
                    "{:.1} ms  {}",
                    took,
                    set.iter().map(|s| program.source_of(s)).collect::<Vec<_>>().join("; ")
                );
            }
        }
    }
    times.sort_by(|a, b| a.partial_cmp(b).unwrap());
    println!("{tally:?} median {:.2} ms p90 {:.2} max {:.1}", times[n / 2], times[n * 9 / 10], times[n - 1]);
    let mut bad: Vec<_> = bad.into_iter().collect();
    bad.sort_by_key(|(_, (b, n))| std::cmp::Reverse(b * 1000 / n));
    for (name, (b, n)) in bad.iter().take(25) {
        println!("{name} {b}/{n}");
    }
}
