//! The steps as a drawing: cost over the value, in linear scales. Every point tells its value and cost.

use std::io::{self, Cursor};

use quick_xml::Writer;
use quick_xml::events::BytesText;

use crate::explain::Reached;
use crate::report::number::money;
use crate::report::plain::plain;
use crate::units::{Availability, Decimal, Millis, Seconds, Usd};

use super::answer::{FrontierAnswer, shown, value};

const WIDTH: u32 = 800;
const HEIGHT: u32 = 480;
/// The frame of the drawing: left, top, right, bottom.
const FRAME: [u32; 4] = [110, 60, 770, 400];
/// Ticks of an axis, beside the first.
const TICKS: u32 = 4;
const STYLE: &str = "text{font:13px sans-serif;fill:#222}.title{font-size:17px}line{stroke:#999}\
                     polyline{fill:none;stroke:#2563a8;stroke-width:2}circle{fill:#2563a8}";

type Out = Writer<Cursor<Vec<u8>>>;

/// A document, ending with a line break.
///
/// # Panics
/// Never: nothing fails when it writes to memory.
#[must_use]
pub fn frontier_svg(answer: &FrontierAnswer<'_>) -> String {
    let bytes = document(answer).expect("memory can be written to");
    String::from_utf8_lossy(&bytes).into_owned() + "\n"
}

/// A scale: what is drawn at its two ends.
struct Scale {
    values: (Decimal, Decimal),
    places: (u32, u32),
}

impl Scale {
    fn of(values: impl Iterator<Item = Decimal> + Clone, places: (u32, u32)) -> Self {
        let low = values.clone().min().unwrap_or_default();
        let high = values.max().unwrap_or_default();
        Scale { values: (low, high), places }
    }

    /// Where a value is drawn: in the middle, if all are the same.
    fn at(&self, value: Decimal) -> Decimal {
        let (from, to) = (Decimal::from(self.places.0), Decimal::from(self.places.1));
        let (low, high) = self.values;
        if low == high {
            return (from + to) / Decimal::TWO;
        }
        (from + (to - from) * (value - low) / (high - low)).round_dp(2)
    }

    /// Values at even distances, each once.
    fn ticks(&self) -> Vec<Decimal> {
        let (low, high) = self.values;
        let part = (high - low) / Decimal::from(TICKS);
        let mut all: Vec<Decimal> =
            (0..=TICKS).map(|tick| low + part * Decimal::from(tick)).collect();
        all.dedup();
        all
    }
}

fn document(answer: &FrontierAnswer<'_>) -> io::Result<Vec<u8>> {
    let mut out = Writer::new_with_indent(Cursor::new(Vec::new()), b' ', 2);
    let (width, height) = (WIDTH.to_string(), HEIGHT.to_string());
    let view = format!("0 0 {width} {height}");
    let attributes = [
        ("xmlns", "http://www.w3.org/2000/svg"),
        ("width", &width),
        ("height", &height),
        ("viewBox", &view),
    ];
    let steps = &answer.walk.steps;
    let [left, top, right, bottom] = FRAME;
    let across = Scale::of(steps.iter().map(|step| value(&step.reached)), (left + 20, right - 20));
    let up = Scale::of(steps.iter().map(|step| step.monthly.dollars()), (bottom - 20, top + 20));
    out.create_element("svg").with_attributes(attributes).write_inner_content(|out| {
        out.create_element("style").write_text_content(BytesText::new(STYLE))?;
        titles(out, answer)?;
        axes(out, answer, &across, &up)?;
        stairs(out, answer, &across, &up)
    })?;
    Ok(out.into_inner().into_inner())
}

fn text(out: &mut Out, attributes: &[(&str, &str)], words: &str) -> io::Result<()> {
    let element = out.create_element("text").with_attributes(attributes.iter().copied());
    element.write_text_content(BytesText::new(&plain(words)))?;
    Ok(())
}

fn titles(out: &mut Out, answer: &FrontierAnswer<'_>) -> io::Result<()> {
    let (measure, plan) = (answer.measure(), &answer.topology.name);
    let title = format!("{plan}: cost and {measure}");
    text(out, &[("class", "title"), ("x", "110"), ("y", "32")], &title)?;
    text(out, &[("x", "440"), ("y", "456"), ("text-anchor", "middle")], &measure)?;
    let turned =
        [("x", "-230"), ("y", "24"), ("text-anchor", "middle"), ("transform", "rotate(-90)")];
    text(out, &turned, "USD a month")
}

fn axes(out: &mut Out, answer: &FrontierAnswer<'_>, across: &Scale, up: &Scale) -> io::Result<()> {
    let [left, top, right, bottom] = FRAME.map(Decimal::from);
    line(out, [left, bottom, right, bottom])?;
    line(out, [left, top, left, bottom])?;
    let five = Decimal::from(5);
    for tick in across.ticks() {
        let x = across.at(tick);
        line(out, [x, bottom, x, bottom + five])?;
        let (x, y) = (x.to_string(), (bottom + Decimal::from(22)).to_string());
        let label = label(answer, tick);
        text(out, &[("x", &x), ("y", &y), ("text-anchor", "middle")], &label)?;
    }
    for tick in up.ticks() {
        let y = up.at(tick);
        line(out, [left - five, y, left, y])?;
        let (x, y) = ((left - five - five).to_string(), (y + five).to_string());
        text(out, &[("x", &x), ("y", &y), ("text-anchor", "end")], &money(Usd::new(tick)))?;
    }
    Ok(())
}

fn line(out: &mut Out, ends: [Decimal; 4]) -> io::Result<()> {
    let ends = ends.map(|end| end.to_string());
    let names = ["x1", "y1", "x2", "y2"];
    let attributes = names.into_iter().zip(ends.iter().map(String::as_str));
    out.create_element("line").with_attributes(attributes).write_empty()?;
    Ok(())
}

/// A value of the axis in words.
fn label(answer: &FrontierAnswer<'_>, tick: Decimal) -> String {
    match answer.unit() {
        "s" => {
            let seconds = u64::try_from(tick.round()).unwrap_or_default();
            shown(&Reached::Time(Seconds(seconds)))
        }
        "ms" => shown(&Reached::Latency(Millis(tick.round_dp(1)))),
        _ => Availability::from_fraction(tick.round_dp(6)).to_string(),
    }
}

/// The stairs, and a point for each step.
fn stairs(
    out: &mut Out,
    answer: &FrontierAnswer<'_>,
    across: &Scale,
    up: &Scale,
) -> io::Result<()> {
    let steps = answer.walk.steps.iter();
    let points: Vec<(Decimal, Decimal)> = steps
        .map(|step| (across.at(value(&step.reached)), up.at(step.monthly.dollars())))
        .collect();
    let mut corners = Vec::new();
    let mut last: Option<Decimal> = None;
    for (x, y) in &points {
        corners.extend(last.map(|before| format!("{before},{y}")));
        corners.push(format!("{x},{y}"));
        last = Some(*x);
    }
    let corners = corners.join(" ");
    out.create_element("polyline").with_attribute(("points", corners.as_str())).write_empty()?;
    for (step, (x, y)) in answer.walk.steps.iter().zip(points) {
        let (x, y) = (x.to_string(), y.to_string());
        let told = format!("{}: {} USD a month", shown(&step.reached), money(step.monthly));
        let circle = out.create_element("circle");
        let circle = circle.with_attributes([("cx", x.as_str()), ("cy", &y), ("r", "5")]);
        circle.write_inner_content(|out| {
            out.create_element("title").write_text_content(BytesText::new(&plain(&told)))?;
            Ok(())
        })?;
    }
    Ok(())
}
