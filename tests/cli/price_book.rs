//! Prices of one's own: what they make of the bill, how mistakes are shown, and that none changes nothing.

use std::fmt::Write as _;

use insta::assert_snapshot;

use crate::support::Folder;

/// The small plan with a price book.
fn with_book(section: &str, book: &str) -> Folder {
    let folder = Folder::new();
    let plan = folder.read("plan.toml") + &format!("\n[price_book]\n{section}\n");
    folder.write("plan.toml", plan);
    folder.write("prices/ours.toml", book);
    folder
}

const FILES: &str = "files = [\"prices/ours.toml\"]";

/// The lines of a page from one heading to the next empty line.
fn section(page: &str, heading: &str) -> String {
    let lines = page.lines().skip_while(|line| *line != heading);
    lines.take_while(|line| !line.is_empty()).map(|line| line.to_owned() + "\n").collect()
}

/// Charges as "service sku quantity: list price -> price = cost (list cost) rule".
fn charges(folder: &Folder) -> String {
    let answer = folder.json(&["plan.toml"]);
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
    let mut lines = String::new();
    for charge in answer["charges"].as_array().unwrap() {
        let at = |key: &str| text(&charge[key]);
        let _ = writeln!(
            lines,
            "{} {} {} {}: {} -> {} = {} ({}) {}",
            at("service"),
            at("site"),
            at("sku"),
            at("quantity"),
            at("list_unit_price_usd"),
            at("unit_price_usd"),
            at("monthly_usd"),
            at("list_monthly_usd"),
            at("price_rule"),
        );
    }
    lines + &format!("total {}\n", text(&answer["objective"]["monthly_usd"]))
}

#[test]
fn an_empty_price_book_changes_no_byte() {
    let answer = |folder: &Folder, format: &str| {
        let out = folder.mcplan(&["solve", "plan.toml", "--format", format]).stdout;
        let text = String::from_utf8(out).unwrap();
        // Times differ from run to run.
        text.split("\"seconds\"").next().unwrap().to_owned()
    };
    for format in ["table", "json", "markdown", "csv"] {
        let plain = answer(&Folder::new(), format);
        assert!(plain.contains("orders"), "{plain}");
        assert_eq!(plain, answer(&with_book("files = []", ""), format), "{format}");
        assert_eq!(plain, answer(&with_book(FILES, "# nothing yet\n"), format), "{format}");
    }
}

#[test]
fn discounts_and_prices_are_exact_and_name_their_rule() {
    let book = "\
[[discount]]
percent = \"10%\"
provider = \"aws\"
reason = \"enterprise agreement\"

[[discount]]
percent = \"12.5%\"
service = \"vm\"
purchase = \"1y-*\"

[[price]]
service = \"postgres-storage\"
site = \"aws:*\"
usd = \"0.08\"
unit = \"GB-month\"
";
    assert_snapshot!(charges(&with_book(FILES, book)), @r"
orders aws:far-1 db-storage 100: 0.11 -> 0.08 = 8 (11) prices/ours.toml:11
orders aws:far-1 db.small 730: 0.15 -> 0.135 = 98.55 (109.5) prices/ours.toml:1 (enterprise agreement)
orders aws:far-1 data transfer aws:far-1 to internet 8.039216: 0.09 -> 0.081 = 0.651176496 (0.72352944) prices/ours.toml:1 (enterprise agreement)
orders aws:far-1 data transfer aws:far-1 to internet 1.960784: 0 -> 0 = 0 (0) prices/ours.toml:1 (enterprise agreement)
orders azure:mid pg-storage 128: 0.13 -> 0.13 = 16.64 (16.64) -
orders azure:mid pg.small 730: 0.16 -> 0.16 = 116.8 (116.8) -
orders azure:mid private-zone 1: 0.5 -> 0.5 = 0.5 (0.5) -
web aws:far-1 a.small 2190: 0.06 -> 0.0525 = 114.975 (131.4) prices/ours.toml:6
web aws:far-1 ssd 96: 0.09 -> 0.081 = 7.776 (8.64) prices/ours.toml:1 (enterprise agreement)
web aws:far-1 ip 2190: 0.005 -> 0.0045 = 9.855 (10.95) prices/ours.toml:1 (enterprise agreement)
web aws:far-1 data transfer aws:far-1 to internet 401.960784: 0.09 -> 0.081 = 32.558823504 (36.17647056) prices/ours.toml:1 (enterprise agreement)
web aws:far-1 data transfer aws:far-1 to internet 98.039216: 0 -> 0 = 0 (0) prices/ours.toml:1 (enterprise agreement)
total 406.306
");
}

#[test]
fn the_page_shows_list_and_effective_cost_and_another_currency() {
    let book =
        "[[discount]]\nprovider = \"aws\"\npercent = \"10%\"\nreason = \"enterprise agreement\"\n";
    let currency = "currency = \"EUR\"\nusd_rate = \"0.92\"\nrate_date = \"2026-11-01\"";
    let folder = with_book(&format!("{FILES}\n{currency}"), book);
    let page = folder.run(&["solve", "plan.toml"]);
    assert_snapshot!(section(&page, "Cost"), @r"
Cost
 Service | Site      | USD/month | USD/year
---------+-----------+-----------+----------
 orders  | aws:far-1 |    109.10 | 1,309.21
         | azure:mid |    133.94 | 1,607.28
 web     | aws:far-1 |    168.45 | 2,021.40
---------+-----------+-----------+----------
 Total   |           |    411.49 | 4,937.89
  * At list prices it would be 442.33; the price book makes it 30.84 less (7.0%).
  * In EUR: 378.57 a month, 4,542.86 a year, at 0.92 EUR for a dollar on 2026-11-01.
");
    assert_snapshot!(section(&page, "Your prices"), @r"
Your prices
Rules of the price book that prices in this bill come from.
 Rule                                      | List USD/month | USD/month | Saved
-------------------------------------------+----------------+-----------+-------
 prices/ours.toml:1 (enterprise agreement) |         308.39 |    277.55 | 10.0%
");
    assert_snapshot!(section(&page, "Not in this bill"), @r"
    Not in this bill
    What the plan does not name: links between sites (the plan has no `network`), names, monitoring,
    logs and keys that are no services of it, images of machines, software licences, support plans,
    taxes, and discounts that are not in the price book.
    ");
}

#[test]
fn of_several_rules_the_last_one_that_holds_on_the_day_counts() {
    let book = "\
[[discount]]
percent = \"50%\"
until = \"2026-11-21\"

[[discount]]
percent = \"20%\"
from = \"2026-01-01\"
until = \"2026-11-22\"

[[discount]]
percent = \"30%\"
from = \"2026-11-23\"
";
    let on = |day: &str| {
        let folder = with_book(&format!("{FILES}\nas_of = \"{day}\""), book);
        let answer = folder.json(&["plan.toml"]);
        answer["charges"][0]["price_rule"].as_str().unwrap().to_owned()
    };
    assert_eq!(on("2026-11-21"), "prices/ours.toml:5");
    assert_eq!(on("2026-11-22"), "prices/ours.toml:5");
    assert_eq!(on("2026-11-23"), "prices/ours.toml:10");
}

#[test]
fn a_table_says_the_same() {
    let folder = with_book("files = [\"prices/ours.csv\"]", "");
    folder.write(
        "prices/ours.csv",
        "# table: discounts\nprovider,service,percent,reason\naws,*,10%,enterprise agreement\n",
    );
    let toml =
        "[[discount]]\nprovider = \"aws\"\npercent = \"10%\"\nreason = \"enterprise agreement\"\n";
    let same = charges(&with_book(FILES, toml)).replace("ours.toml:1", "ours.csv:3");
    assert_eq!(charges(&folder), same);
}

/// Two dozen lines with about a dozen mistakes.
const MISTAKES: &str = "\
[[discount]]
percent = \"110%\"
provider = \"awz\"

[[discount]]
percentage = \"10%\"
service = \"vn\"
from = \"2026-02-30\"

[[price]]
service = \"vm\"
usd = \"1,5\"
unit = \"GB\"

[[price]]
usd = 0.1
unit = \"hour\"

[[discount]]
provider = \"aws\"
sku = \"m3\"
site = \"aws:nearr-1\"
percent = \"5%\"
until = \"2026-12-31\"

[[discounts]]
percent = \"5%\"
";

#[test]
fn all_mistakes_of_a_price_book_are_shown_at_once() {
    assert_snapshot!(with_book(FILES, MISTAKES).run(&["solve", "plan.toml"]), @r#"
exit status 2
--- stderr ---
error: `percent` of a discount cannot be read
  ┌─ prices/ours.toml:2:11
  │
2 │ percent = "110%"
  │           ^^^^^^ a share of the list price, above 0%, at most 100%
  │
  = hint: write it as in percent = "12%"

error: no provider is called `awz`
  ┌─ prices/ours.toml:3:12
  │
3 │ provider = "awz"
  │            ^^^^^
  │
  = hint: did you mean `aws`?

error: the discount has no `percent`
  ┌─ prices/ours.toml:5:1
  │
5 │ [[discount]]
  │ ^^^^^^^^^^^^
  │
  = hint: add it, as in percent = "12%"

error: `percentage` is not a key of a discount
  ┌─ prices/ours.toml:6:1
  │
6 │ percentage = "10%"
  │ ^^^^^^^^^^
  │
  = hint: did you mean `percent`?

error: no service is called `vn`
  ┌─ prices/ours.toml:7:11
  │
7 │ service = "vn"
  │           ^^^^
  │
  = hint: did you mean `vm`?

error: `from` is not a day
  ┌─ prices/ours.toml:8:8
  │
8 │ from = "2026-02-30"
  │        ^^^^^^^^^^^^
  │
  = hint: write it as in from = "2026-11-22"

error: `usd` of a price cannot be read
   ┌─ prices/ours.toml:12:7
   │
12 │ usd = "1,5"
   │       ^^^^^
   │
   = hint: write plain digits, as in usd = "0.0416"

error: `vm` is not priced per `GB`
   ┌─ prices/ours.toml:13:8
   │
13 │ unit = "GB"
   │        ^^^^
   │
   = hint: its unit is hour

error: the price does not say of what
   ┌─ prices/ours.toml:15:1
   │
15 │ [[price]]
   │ ^^^^^^^^^
   │
   = hint: name a `service` or a `sku`

error: no sku is called `m3`
   ┌─ prices/ours.toml:21:7
   │
21 │ sku = "m3"
   │       ^^^^
   │
   = hint: did you mean `ip`?

error: no site is called `aws:nearr-1`
   ┌─ prices/ours.toml:22:8
   │
22 │ site = "aws:nearr-1"
   │        ^^^^^^^^^^^^^
   │
   = hint: did you mean `aws:near-1`?

error: the plan does not say for which day
   ┌─ prices/ours.toml:24:9
   │
24 │ until = "2026-12-31"
   │         ^^^^^^^^^^^^ this holds for some days only
   │
   = hint: set `as_of` in [price_book] of the plan

error: a price book has no `discounts`
   ┌─ prices/ours.toml:26:3
   │
26 │ [[discounts]]
   │   ^^^^^^^^^
   │
   = hint: did you mean [[discount]]?
"#);
}

#[test]
fn mistakes_of_the_section_are_shown_too() {
    let section = "files = [\"prices/ours.toml\"]\nas_off = \"2026-11-22\"\ncurrency = \"euro\"\nusd_rate = \"-1\"";
    assert_snapshot!(with_book(section, "").run(&["solve", "plan.toml"]), @r#"
exit status 2
--- stderr ---
error: [price_book] has no key `as_off`
   ┌─ plan.toml:46:1
   │
46 │ as_off = "2026-11-22"
   │ ^^^^^^ unknown key
   │
   = hint: did you mean `as_of`?

error: a currency needs its rate and the rate's day
   ┌─ plan.toml:47:1
   │
47 │ currency = "euro"
   │ ^^^^^^^^
   │
   = hint: write all three, as in currency = "EUR", usd_rate = "0.92", rate_date = "2026-11-01"

error: `currency` of [price_book] is not the code of a currency
   ┌─ plan.toml:47:12
   │
47 │ currency = "euro"
   │            ^^^^^^
   │
   = hint: three capital letters, as in "EUR"

error: `usd_rate` of [price_book] is not a rate
   ┌─ plan.toml:48:12
   │
48 │ usd_rate = "-1"
   │            ^^^^ so much of the currency is one US dollar
   │
   = hint: as in "0.92"
"#);
    let section = "files = [\"prices/none.toml\"]";
    assert_snapshot!(with_book(section, "").run(&["solve", "plan.toml"]), @r"
exit status 2
--- stderr ---
error: cannot read prices/none.toml: No such file or directory (os error 2)
");
}

#[test]
fn prices_of_ones_own_are_not_in_the_terraform() {
    let book = "[[discount]]\npercent = \"10%\"\nreason = \"a secret agreement\"\n";
    let (plain, folder) = (Folder::new(), with_book(FILES, book));
    for folder in [&plain, &folder] {
        let run = folder.run(&["solve", "plan.toml", "--terraform", "out"]);
        assert!(run.starts_with("exit status 0"), "{run}");
    }
    let files = |folder: &Folder| tree(&folder.path("out"));
    assert_eq!(files(&plain), files(&folder));
}

/// All files below a folder, with their texts.
fn tree(folder: &std::path::Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                files.push((name, std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn mistakes_in_commitments_are_shown_too() {
    let book = "\
[[commitment]]
sku = \"a.tiny\"
site = \"aws:near-1\"
count = 0
hourly_usd = \"-1\"

[[commitment]]
service = \"vms\"
sku = \"a.small\"
site = \"aws:near-*\"
percent = \"5%\"
";
    assert_snapshot!(with_book(FILES, book).run(&["solve", "plan.toml"]), @r#"
exit status 2
--- stderr ---
error: `a.tiny` is not sold by the hour at aws:near-1
  ┌─ prices/ours.toml:2:7
  │
2 │ sku = "a.tiny"
  │       ^^^^^^^^

error: `count` must be a whole number from 1 to 100000
  ┌─ prices/ours.toml:4:9
  │
4 │ count = 0
  │         ^

error: `hourly_usd` of a commitment cannot be read
  ┌─ prices/ours.toml:5:14
  │
5 │ hourly_usd = "-1"
  │              ^^^^
  │
  = hint: write plain digits, as in hourly_usd = "0.031", 0 if all is paid

error: the commitment has no `count`
  ┌─ prices/ours.toml:7:1
  │
7 │ [[commitment]]
  │ ^^^^^^^^^^^^^^
  │
  = hint: add it, as in count = 4

error: the commitment has no `hourly_usd`
  ┌─ prices/ours.toml:7:1
  │
7 │ [[commitment]]
  │ ^^^^^^^^^^^^^^
  │
  = hint: add it, as in hourly_usd = "0.031", 0 if all is paid

error: `vms` are no nodes
  ┌─ prices/ours.toml:8:11
  │
8 │ service = "vms"
  │           ^^^^^
  │
  = hint: did you mean `vm`?

error: no site is called `aws:near-*`
   ┌─ prices/ours.toml:10:8
   │
10 │ site = "aws:near-*"
   │        ^^^^^^^^^^^^
   │
   = hint: did you mean `aws:near-1`?

error: `percent` is not a key of a commitment
   ┌─ prices/ours.toml:11:1
   │
11 │ percent = "5%"
   │ ^^^^^^^
   │
   = hint: it has service, sku, site, count, hourly_usd, from, until and reason
"#);
}
