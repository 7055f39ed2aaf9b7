//! What a person at a terminal sees of a solve, and how they can end it: progress, logs, and Ctrl-C.

use std::io::{IsTerminal, stderr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use signal_hook::consts::SIGINT;
use signal_hook::flag;
use tracing::Level;

use crate::milp::{Progress, Stage, Watch};
use crate::units::{Decimal, Usd};

/// The exit code of what Ctrl-C ended: 128 and the number of the signal.
const INTERRUPTED: i32 = 130;

/// Sends logs to standard error.
pub(super) fn log() {
    let lines = tracing_subscriber::fmt().with_writer(stderr).with_max_level(Level::INFO);
    let lines = lines.with_target(false).with_ansi(stderr().is_terminal());
    // It fails only where somebody who calls this as a library has logs already.
    let _ = lines.with_timer(tracing_subscriber::fmt::time::uptime()).try_init();
}

/// A solve that is watched.
pub(super) struct Watching {
    started: Instant,
    /// Whether somebody pressed Ctrl-C.
    is_stopped: Arc<AtomicBool>,
    /// Draws nothing where nobody looks.
    bar: ProgressBar,
}

impl Watching {
    /// Starts to watch a run that began some time ago.
    pub(super) fn start(started: Instant) -> Self {
        let is_stopped = Arc::new(AtomicBool::new(false));
        // In this order the second Ctrl-C ends the process. Both fail only for signals that cannot be caught.
        let _ = flag::register_conditional_shutdown(SIGINT, INTERRUPTED, is_stopped.clone());
        let _ = flag::register(SIGINT, is_stopped.clone());
        let bar = if stderr().is_terminal() { spinner() } else { ProgressBar::hidden() };
        Watching { started, is_stopped, bar }
    }

    /// Takes the progress off the screen.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

impl Watch for Watching {
    fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    fn tell(&self, progress: Progress) {
        let Progress { stage, incumbent, bound, gap } = progress;
        let size = match stage {
            Stage::Bounding(options) => format!("{options} options"),
            Stage::Finishing(columns) => format!("{columns} columns"),
            Stage::Matching | Stage::Surveying | Stage::Searching => String::new(),
        };
        tracing::info!(
            stage = stage.name(),
            size,
            incumbent = incumbent.map(dollars),
            bound = bound.map(dollars),
            gap = gap.map(percent),
            "solve"
        );
        self.bar.set_message(line(stage, incumbent, bound, gap));
    }
}

fn spinner() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(Duration::from_millis(100));
    let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}");
    style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style))
}

/// One line about how far a solve is.
fn line(stage: Stage, incumbent: Option<Usd>, bound: Option<Usd>, gap: Option<Decimal>) -> String {
    let known = [
        incumbent.map(|cost| format!("best {} a month", dollars(cost))),
        bound.map(|bound| format!("at least {}", dollars(bound))),
        gap.map(|gap| format!("gap {}", percent(gap))),
    ];
    let parts = std::iter::once(stage.name().to_owned()).chain(known.into_iter().flatten());
    parts.collect::<Vec<String>>().join(", ")
}

fn dollars(amount: Usd) -> String {
    format!("${}", amount.dollars().round_dp(2))
}

fn percent(gap: Decimal) -> String {
    format!("{}%", (gap * Decimal::ONE_HUNDRED).round_dp(4).normalize())
}

#[cfg(test)]
mod tests {
    use super::line;
    use crate::milp::Stage;
    use crate::units::{Decimal, Usd};

    #[test]
    fn a_line_says_what_is_known() {
        assert_eq!(line(Stage::Matching, None, None, None), "matching");
        let usd = |cents| Some(Usd::new(Decimal::new(cents, 2)));
        let gap = Some(Decimal::new(1_234, 6));
        assert_eq!(
            line(Stage::Bounding(9), usd(10_050), usd(10_037), gap),
            "bounding, best $100.50 a month, at least $100.37, gap 0.1234%"
        );
    }
}
