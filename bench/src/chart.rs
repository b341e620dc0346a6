//! The chart: who answers how often a second, as bars on a scale where each line is ten times the one before.
//!
//! An SVG that is read as it is in light and in dark, with its numbers written out.

use std::fmt::Write as _;

use crate::figures::whole;
use crate::reads::{BY_ID, BY_NAME};
use crate::report::Rate;
use crate::writes::CREATE;

/// Measures of the drawing, in its own units.
const WIDTH: f64 = 860.0;
const NAMES: f64 = 220.0;
const BARS: f64 = 540.0;
const ROW: f64 = 24.0;
const HEAD: f64 = 44.0;

/// The ends of the scale, as powers of ten.
const LEAST: f64 = 1.0;
const MOST: f64 = 5.0;

/// Colours and letters; both themes have enough contrast for text.
const STYLE: &str = "text { font: 13px system-ui, sans-serif; fill: #1f2328 } .head { font-weight: 600 } \
    .scale { fill: #59636e; font-size: 11px } .line { stroke: #d1d9e0 } .ours { fill: #0969da } \
    .floor { fill: #818b98 } .peer { fill: #bf8700 } \
    @media (prefers-color-scheme: dark) { text { fill: #f0f6fc } .scale { fill: #9198a1 } .line { stroke: #3d444d } \
    .ours { fill: #4493f8 } .floor { fill: #656c76 } .peer { fill: #d29922 } }";

/// Draws the rates.
pub(crate) fn draw(rates: &[Rate]) -> String {
    let mut body = String::new();
    let mut y = 8.0;
    for what in [BY_ID, BY_NAME, CREATE] {
        let mut bars: Vec<&Rate> = rates.iter().filter(|rate| rate.what == what).collect();
        if bars.is_empty() {
            continue;
        }
        bars.sort_by(|one, other| other.per_second.total_cmp(&one.per_second));
        group(&mut body, &mut y, what, &bars);
    }
    let mut label = String::from("Answers a second.");
    for rate in rates {
        let _ = write!(
            label,
            " {}, {}: {}.",
            rate.what,
            rate.who,
            whole(rate.per_second)
        );
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {y}\" role=\"img\" aria-label=\"{}\">\n\
         <style>{STYLE}</style>\n{body}</svg>\n",
        escaped(&label)
    )
}

/// One request: its name, the scale, a bar each.
fn group(body: &mut String, y: &mut f64, what: &str, bars: &[&Rate]) {
    let top = *y + HEAD;
    let rows = crate::figures::count(bars.len());
    let bottom = top + rows * ROW;
    let _ = writeln!(
        body,
        "<text class=\"head\" x=\"0\" y=\"{}\">{}, answers a second</text>",
        *y + 18.0,
        escaped(what)
    );
    let mut power = LEAST;
    while power <= MOST {
        let x = NAMES + place(10_f64.powf(power));
        let _ = writeln!(
            body,
            "<line class=\"line\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{top}\" y2=\"{bottom}\"/>\
             <text class=\"scale\" x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
            top - 6.0,
            whole(10_f64.powf(power))
        );
        power += 1.0;
    }
    for (row, rate) in bars.iter().enumerate() {
        let at = top + crate::figures::count(row) * ROW;
        let length = place(rate.per_second).max(1.0);
        let class = match rate.who.as_str() {
            "Latchkey" => "ours",
            "bare axum" | "nginx" | "syncs of the disk" => "floor",
            _ => "peer",
        };
        let middle = at + 16.0;
        let _ = writeln!(
            body,
            "<text x=\"{}\" y=\"{middle}\" text-anchor=\"end\">{}</text>\
             <rect class=\"{class}\" x=\"{NAMES}\" y=\"{}\" width=\"{length:.1}\" height=\"16\" rx=\"2\"/>\
             <text x=\"{:.1}\" y=\"{middle}\">{}</text>",
            NAMES - 8.0,
            escaped(&rate.who),
            at + 4.0,
            NAMES + length + 6.0,
            whole(rate.per_second)
        );
    }
    *y = bottom + 16.0;
}

/// How far along the scale a rate is.
fn place(per_second: f64) -> f64 {
    let share = (per_second.max(1.0).log10() - LEAST) / (MOST - LEAST);
    share.clamp(0.0, 1.05) * BARS
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(who: &str, per_second: f64) -> Rate {
        Rate {
            what: BY_ID,
            who: who.to_owned(),
            per_second,
        }
    }

    #[test]
    fn nothing_measured_draws_nothing() {
        assert!(!draw(&[]).contains("<rect"));
    }

    #[test]
    fn what_is_not_on_the_scale_stays_in_the_picture() {
        for per_second in [0.0, 3.0, 1e9] {
            assert!(
                (0.0..=WIDTH - NAMES - 60.0).contains(&place(per_second)),
                "{per_second}"
            );
        }
    }

    #[test]
    fn a_name_cannot_break_the_drawing() {
        let drawn = draw(&[rate("<b>&\"", 100.0)]);
        assert!(drawn.contains("&lt;b>&amp;&quot;") && !drawn.contains("<b>"));
    }

    #[test]
    fn the_fastest_comes_first_with_its_number() {
        let drawn = draw(&[rate("Latchkey", 40_000.0), rate("nginx", 80_000.0)]);
        let (nginx, ours) = (drawn.find(">80,000<"), drawn.find(">40,000<"));
        assert!(nginx.is_some() && nginx < ours, "{drawn}");
    }
}
