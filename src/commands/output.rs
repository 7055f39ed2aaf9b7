//! What a command came to: text for the two streams and an exit code. The one place that prints.

use std::io::{ErrorKind, Write};

/// The exit codes of every command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// The answer is yes: placed, checked, written.
    Yes,
    /// The answer is no: no placement exists, a check failed.
    No,
    /// There is no answer: bad input, a file that cannot be read or written, a limit reached.
    Unsure,
}

impl Exit {
    /// The number that the shell sees.
    pub(super) const fn code(self) -> u8 {
        match self {
            Exit::Yes => 0,
            Exit::No => 1,
            Exit::Unsure => 2,
        }
    }
}

/// Text for the two streams and an exit code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Output {
    pub(super) stdout: String,
    pub(super) stderr: String,
    pub(super) exit: Exit,
}

impl Output {
    /// A plain success.
    pub(super) const fn yes(stdout: String) -> Self {
        Output { stdout, stderr: String::new(), exit: Exit::Yes }
    }

    /// Adds a line about what was done, beside the answer itself.
    pub(super) fn note(&mut self, line: &str) {
        self.stderr.push_str(line);
        self.stderr.push('\n');
    }

    /// Prints both texts; returns the exit code.
    pub(super) fn print(&self) -> u8 {
        let noted = write(&mut std::io::stderr().lock(), &self.stderr);
        match noted.and_then(|()| write(&mut std::io::stdout().lock(), &self.stdout)) {
            Ok(()) => self.exit.code(),
            Err(error) => {
                // If standard error fails too there is nobody left to tell.
                let _ = writeln!(std::io::stderr(), "error: cannot write the output: {error}");
                Exit::Unsure.code()
            }
        }
    }
}

/// Writes all of a text. A reader that has seen enough (`| head`) is no error.
fn write(stream: &mut impl Write, text: &str) -> std::io::Result<()> {
    match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
