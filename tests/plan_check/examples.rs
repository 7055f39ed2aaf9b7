//! Every TOML example of the plan reference is parsed and checked, in the middle of a small plan.

use crate::support::{outcome, repository_file};

/// Sections that examples refer to; each is left out if the example brings its own.
const AROUND: [&str; 9] = [
    "[plan]\nname = \"example\"\n",
    "[users.europe]\nlocation = \"Frankfurt\"\nshare = \"50%\"\n",
    "[data.pii]\n",
    "[services.entry]\nkind = \"load-balancer\"\n",
    "[services.web]\nkind = \"vm\"\ncpu = 2\nmemory = \"4 GiB\"\ndata = \"pii\"\n",
    "[services.cart]\nkind = \"vm\"\ncpu = 2\nmemory = \"4 GiB\"\n",
    "[services.orders]\nkind = \"postgres\"\ncpu = 2\nmemory = \"8 GiB\"\nstorage = \"50 GiB\"\n",
    "[services.assets]\nkind = \"object-store\"\nstorage = \"1 TB\"\n",
    "[[flows]]\nfrom = \"users.europe\"\nto = \"assets\"\nvolume = \"1 TB/month\"\n",
];

/// The blocks of a Markdown text that are marked as TOML.
fn blocks(text: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        match (&mut open, line) {
            (None, "```toml") => open = Some(String::new()),
            (Some(_), "```") => blocks.extend(open.take()),
            (Some(block), line) => {
                block.push_str(line);
                block.push('\n');
            }
            (None, _) => {}
        }
    }
    blocks
}

#[test]
fn the_plan_reference_only_shows_what_is_valid() {
    let mut blocks_shown = blocks(&repository_file("docs/plan-reference.md"));
    assert!(blocks_shown.len() >= 12, "{} examples", blocks_shown.len());
    blocks_shown.extend(blocks(&repository_file("docs/kinds.md")));
    let blocks = blocks_shown;
    for block in blocks {
        let header = |section: &&str| section.lines().next().unwrap_or_default().to_owned();
        let missing = AROUND.iter().filter(|section| {
            section.starts_with("[[") || !block.lines().any(|line| line == header(section))
        });
        let around: String = missing.copied().collect();
        let (sources, checked) = outcome(&format!("{block}\n{around}"));
        if let Err(findings) = checked {
            panic!("{block}\n{}", mcplan::diag::render(&findings, &sources));
        }
    }
}
