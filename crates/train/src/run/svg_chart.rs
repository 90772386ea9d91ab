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

/// A panel.
struct Panel {
    title: &'static str,
    series: &'static [Series],
    /// Whether values are shares, from 0 to 1.
    share: bool,
}

/// A curve of a panel.
struct Series {
    metric: &'static str,
    label: &'static str,
}

const fn series(metric: &'static str, label: &'static str) -> Series {
    Series { metric, label }
}

/// All panels, row by row.
const PANELS: [Panel; 6] = [
    Panel {
        title: "held-out accuracy",
        series: &[
            series("eval/instruction_accuracy", "instructions"),
            series("eval/constraint_accuracy", "constraints"),
        ],
        share: true,
    },
    Panel {
        title: "reward",
        series: &[
            series("reward/mean", "all constraints"),
            series("reward/constraints", "share of constraints"),
        ],
        share: true,
    },
    Panel { title: "replayed rows", series: &[series("replay/share", "share")], share: true },
    Panel {
        title: "preference margins",
        series: &[series("margin/instruction", "instruction"), series("margin/response", "response")],
        share: false,
    },
    Panel { title: "entropy", series: &[series("entropy", "nats a token")], share: false },
    Panel { title: "response length", series: &[series("completions/mean_length", "tokens")], share: false },
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
    for (index, chart) in PANELS.iter().enumerate() {
        let (x, y) = ((index % COLUMNS) as f64 * WIDTH, (index / COLUMNS) as f64 * HEIGHT);
        let _ = writeln!(out, "<g transform=\"translate({x} {y})\">");
        panel(&mut out, chart, history);
        out.push_str("</g>\n");
    }
    out.push_str("</svg>\n");
    out
}

fn panel(out: &mut String, chart: &Panel, history: &[Metrics]) {
    let &Panel { title, series, share } = chart;
    let points: Vec<Vec<Point>> = series.iter().map(|s| line(s.metric, history)).collect();
    let all: Vec<Point> = points.iter().flatten().copied().collect();
    let last = all.iter().map(|p| p.step).fold(1.0, f64::max);
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
    for (index, (Series { label, .. }, points)) in series.iter().zip(&points).enumerate() {
        let colour = COLOURS.get(index).copied().unwrap_or("black");
        let path: Vec<String> =
            points.iter().map(|p| format!("{:.1},{:.1}", x(p.step), y(p.value))).collect();
        let _ = writeln!(
            out,
            "<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\" points=\"{}\"/>",
            path.join(" ")
        );
        let at = LEFT + 100.0 * index as f64;
        let _ = writeln!(out, "<text x=\"{at}\" y=\"25\" fill=\"{colour}\">{label}</text>");
    }
}

/// A point of a curve.
#[derive(Clone, Copy)]
struct Point {
    step: f64,
    value: f64,
}

fn line(metric: &str, history: &[Metrics]) -> Vec<Point> {
    let point = |m: &Metrics| Some(Point { step: f64::from(m.step()), value: m.get(metric)? });
    let before = metric.strip_prefix("eval/").map(|rest| format!("baseline/{rest}"));
    let start = before.and_then(|name| history.iter().find_map(|m| m.get(&name)));
    start
        .map(|value| Point { step: 0.0, value })
        .into_iter()
        .chain(history.iter().filter_map(point))
        .collect()
}

/// The least and largest value drawn: 0 and all points, with 5 % above them; never the same.
fn bounds(points: &[Point]) -> (f64, f64) {
    let low = points.iter().map(|p| p.value).fold(0.0, f64::min);
    let high = points.iter().map(|p| p.value).fold(0.0, f64::max);
    if high - low < 1e-9 { (low, low + 1.0) } else { (low, high + (high - low) * 0.05) }
}

fn number(value: f64, share: bool) -> String {
    if share { format!("{:.0} %", value * 100.0) } else { format!("{value:.2}") }
}
