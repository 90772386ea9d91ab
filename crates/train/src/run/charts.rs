//! Curves as SVG: small panels, one a quantity.

use super::metrics::Metrics;
use std::fmt::Write;

const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 180.0;
const LEFT: f64 = 44.0;
const TOP: f64 = 28.0;
const RIGHT: f64 = 12.0;
const BOTTOM: f64 = 24.0;
const COLUMNS: usize = 3;

/// Title, series (metric and its name), and whether it is a share.
type Panel = (&'static str, &'static [(&'static str, &'static str)], bool);

/// What is drawn.
const PANELS: [Panel; 6] = [
    (
        "held-out accuracy",
        &[("eval/instruction_accuracy", "instructions"), ("eval/constraint_accuracy", "constraints")],
        true,
    ),
    ("reward", &[("reward/mean", "all constraints"), ("reward/constraints", "share of constraints")], true),
    ("replayed rows", &[("replay/share", "share")], true),
    ("preference margins", &[("margin/instruction", "instruction"), ("margin/response", "response")], false),
    ("entropy", &[("entropy", "nats a token")], false),
    ("response length", &[("completions/mean_length", "tokens")], false),
];

const COLOURS: [&str; 2] = ["#1f6feb", "#d1570a"];

/// All panels of a run.
pub(super) fn curves(history: &[Metrics]) -> String {
    let rows = PANELS.len().div_ceil(COLUMNS);
    let (width, height) = (WIDTH * COLUMNS as f64, HEIGHT * rows as f64);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" \
         font-size=\"11\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    for (index, (title, series, share)) in PANELS.iter().enumerate() {
        let (x, y) = ((index % COLUMNS) as f64 * WIDTH, (index / COLUMNS) as f64 * HEIGHT);
        let _ = writeln!(out, "<g transform=\"translate({x} {y})\">");
        panel(&mut out, title, series, *share, history);
        out.push_str("</g>\n");
    }
    out.push_str("</svg>\n");
    out
}

fn panel(out: &mut String, title: &str, series: &[(&str, &str)], share: bool, history: &[Metrics]) {
    let points: Vec<Vec<(f64, f64)>> = series.iter().map(|(metric, _)| line(metric, history)).collect();
    let all: Vec<(f64, f64)> = points.iter().flatten().copied().collect();
    let last = all.iter().map(|p| p.0).fold(1.0, f64::max);
    let (low, high) = if share { (0.0, 1.0) } else { bounds(&all) };
    let x = |step: f64| LEFT + step / last * (WIDTH - LEFT - RIGHT);
    let y = |value: f64| HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM);
    let _ = writeln!(out, "<text x=\"{LEFT}\" y=\"14\" font-weight=\"bold\">{title}</text>");
    for part in 0..=4 {
        let value = low + (high - low) * f64::from(part) / 4.0;
        let at = y(value);
        let _ = writeln!(
            out,
            "<line x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{at:.1}\" y2=\"{at:.1}\" stroke=\"#ddd\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#666\">{}</text>",
            WIDTH - RIGHT,
            LEFT - 4.0,
            at + 4.0,
            number(value, share)
        );
    }
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#666\">step {last:.0}</text>",
        WIDTH - RIGHT,
        HEIGHT - 8.0
    );
    for (index, ((_, name), points)) in series.iter().zip(&points).enumerate() {
        let colour = COLOURS.get(index).copied().unwrap_or("black");
        let path: Vec<String> = points.iter().map(|(s, v)| format!("{:.1},{:.1}", x(*s), y(*v))).collect();
        let _ = writeln!(
            out,
            "<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\" points=\"{}\"/>",
            path.join(" ")
        );
        let at = LEFT + 100.0 * index as f64;
        let _ = writeln!(out, "<text x=\"{at}\" y=\"25\" fill=\"{colour}\">{name}</text>");
    }
}

fn line(metric: &str, history: &[Metrics]) -> Vec<(f64, f64)> {
    let point = |m: &Metrics| Some((f64::from(m.step()), m.get(metric)?));
    let before = metric.strip_prefix("eval/").map(|rest| format!("baseline/{rest}"));
    let start = before.and_then(|name| history.iter().find_map(|m| m.get(&name)));
    start.map(|v| (0.0, v)).into_iter().chain(history.iter().filter_map(point)).collect()
}

/// A little more than what there is, and never nothing.
fn bounds(points: &[(f64, f64)]) -> (f64, f64) {
    let low = points.iter().map(|p| p.1).fold(0.0, f64::min);
    let high = points.iter().map(|p| p.1).fold(0.0, f64::max);
    if high - low < 1e-9 { (low, low + 1.0) } else { (low, high + (high - low) * 0.05) }
}

fn number(value: f64, share: bool) -> String {
    if share { format!("{:.0} %", value * 100.0) } else { format!("{value:.2}") }
}
