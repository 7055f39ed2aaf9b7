//! `JUnit` XML: one suite with a case for everything that was checked; what is wrong is a failure.

use std::io::{self, Cursor};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::report::plain::plain_page;

use super::finding::{Level, PipelineFinding};

/// A document, ending with a line break.
///
/// # Panics
/// Never: nothing fails when it writes to memory.
#[must_use]
pub fn junit(suite: &str, findings: &[PipelineFinding]) -> String {
    let bytes = document(suite, findings).expect("memory can be written to");
    String::from_utf8_lossy(&bytes).into_owned() + "\n"
}

fn document(suite: &str, findings: &[PipelineFinding]) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new_with_indent(Cursor::new(Vec::new()), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let failures = findings.iter().filter(|one| one.level == Level::Error).count().to_string();
    let tests = findings.len().to_string();
    let counts = [("tests", tests.as_str()), ("failures", &failures), ("errors", "0")];
    writer.create_element("testsuites").with_attributes(counts).write_inner_content(|writer| {
        let suite = writer.create_element("testsuite").with_attribute(("name", suite));
        suite
            .with_attributes(counts)
            .write_inner_content(|writer| findings.iter().try_for_each(|one| case(writer, one)))?;
        Ok(())
    })?;
    Ok(writer.into_inner().into_inner())
}

fn case(writer: &mut Writer<Cursor<Vec<u8>>>, one: &PipelineFinding) -> io::Result<()> {
    let (name, message) = (plain_page(&one.name), plain_page(&one.message));
    let line = one.place.start.map(|(line, _)| line.to_string());
    let mut case = writer.create_element("testcase").with_attributes([
        ("name", name.as_ref()),
        ("classname", one.rule.as_str()),
        ("file", one.place.file.as_str()),
    ]);
    if let Some(line) = &line {
        case = case.with_attribute(("line", line.as_str()));
    }
    if one.level == Level::Passed {
        case.write_empty()?;
        return Ok(());
    }
    let at =
        line.map_or_else(|| one.place.file.clone(), |line| format!("{}:{line}", one.place.file));
    let text = format!("{at}: {message}");
    case.write_inner_content(|writer| {
        let text = BytesText::new(&text);
        match one.level {
            Level::Error => {
                let told = message.lines().next().unwrap_or_default();
                let failure = writer.create_element("failure").with_attribute(("message", told));
                failure.with_attribute(("type", one.rule.as_str())).write_text_content(text)?;
            }
            Level::Warning | Level::Passed => {
                writer.create_element("system-out").write_text_content(text)?;
            }
        }
        Ok(())
    })?;
    Ok(())
}
