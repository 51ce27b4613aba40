//! Lines on logarithmic axes.

use std::fmt::Write as _;

/// A line: what it is called, and its points.
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) points: Vec<(f64, f64)>,
}

const COLOURS: [&str; 5] = ["#0b6e4f", "#1f4e99", "#b3541e", "#7a3e9d", "#555555"];
const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 520.0;
const EDGE: f64 = 90.0;

/// A drawing of lines as SVG, without blank lines, so that Markdown takes it as it is. Times are in
/// seconds.
pub(crate) fn draw(lines: &[Line]) -> String {
    let all = || lines.iter().flat_map(|line| &line.points);
    let span = |value: fn(&(f64, f64)) -> f64| {
        let logs = || all().map(|point| value(point).log10());
        (logs().fold(f64::MAX, f64::min).floor(), logs().fold(f64::MIN, f64::max).ceil())
    };
    let ((x0, x1), (y0, y1)) = (span(|p| p.0), span(|p| p.1));
    let x = |value: f64| EDGE + (value.log10() - x0) / (x1 - x0) * (WIDTH - 2.0 * EDGE);
    let y = |value: f64| HEIGHT - EDGE - (value.log10() - y0) / (y1 - y0) * (HEIGHT - 2.0 * EDGE);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
         aria-label=\"How the cost grows\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    for power in x0 as i32..=x1 as i32 {
        let at = x(10_f64.powi(power));
        let (foot, label) = (HEIGHT - EDGE, HEIGHT - EDGE + 18.0);
        let _ = writeln!(
            svg,
            "<path d=\"M{at:.0} {EDGE}V{foot:.0}\" stroke=\"#ddd\"/><text x=\"{at:.0}\" \
             y=\"{label:.0}\" text-anchor=\"middle\">{}</text>",
            10_u64.pow(power.unsigned_abs())
        );
    }
    for power in y0 as i32..=y1 as i32 {
        let at = y(10_f64.powi(power));
        let (end, left, base) = (WIDTH - EDGE, EDGE - 6.0, at + 4.0);
        let _ = writeln!(
            svg,
            "<path d=\"M{EDGE} {at:.0}H{end:.0}\" stroke=\"#ddd\"/><text x=\"{left:.0}\" \
             y=\"{base:.0}\" text-anchor=\"end\">{} ms</text>",
            10_f64.powi(power + 3)
        );
    }
    for (index, Line { name, points }) in lines.iter().enumerate() {
        let colour = COLOURS[index % COLOURS.len()];
        let places: Vec<(f64, f64)> = points.iter().map(|(a, b)| (x(*a), y(*b))).collect();
        let path: Vec<String> = places.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let dots: String = (places.iter())
            .map(|(x, y)| {
                format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>")
            })
            .collect();
        let (left, base) = (EDGE + 8.0, 16.0 + 15.0 * index as f64);
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>{dots}\
             <text x=\"{left}\" y=\"{base}\" fill=\"{colour}\">{name}</text>",
            path.join(" ")
        );
    }
    svg + "</svg>\n"
}
