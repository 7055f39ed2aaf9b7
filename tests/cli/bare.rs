//! `mcplan` alone, help and completions.

use crate::support::Folder;

#[test]
fn alone_it_lists_the_commands_with_an_example() {
    insta::assert_snapshot!(Folder::new().run(&[]), @r#"
    exit status 0
    --- stdout ---
    Plans infrastructure over AWS, Azure and on-premises sites

    Finds the cheapest placement of a plan's services that meets its requirements, proves how far from
    the optimum it can be, and writes Terraform for it. Works offline.

    Usage: mcplan [OPTIONS] [COMMAND]

    Commands:
      solve        Finds the cheapest placement that meets a plan's requirements
      explain      Explains what each requirement costs, or one service in full
      frontier     Shows what each better recovery time, availability or latency costs
      drill        Plays losses on the placement of a plan: what takes over, and when all is back
      what-if      Solves a plan with and without changes, and compares
      compare      Compares two plans, or answers that were kept
      robust       Holds the placement of a plan against loads and prices that are not known
      sweep        Solves a plan under every combination of changes of a grid
      check        Checks a plan without solving it
      model        Writes the optimisation problem of a plan for other solvers
      catalog      Shows and checks the catalogs
      import       Makes plans and catalogs of published problems
      bench        Makes plans for benchmarks
      completions  Prints a completion script for a shell
      help         Print this message or the help of the given subcommand(s)

    Options:
      -v, --verbose
              Write to standard error what is done, and when

      -h, --help
              Print help (see a summary with '-h')

      -V, --version
              Print version

    Example:
      mcplan check plans/quickstart.toml
      mcplan solve plans/quickstart.toml --terraform out

    Exit status: 0 yes (placed, checked), 1 no (no placement exists, a check failed), 2 no answer (bad
    input, a file that cannot be read or written, a limit reached before a placement was found).
    "#);
}

#[test]
fn short_help_fits_a_screen() {
    insta::assert_snapshot!(Folder::new().run(&["check", "-h"]), @r#"
    exit status 0
    --- stdout ---
    Checks a plan without solving it

    Usage: mcplan check [OPTIONS] <PLAN>

    Arguments:
      <PLAN>  The plan

    Options:
          --catalog <DIR>    A folder with catalogs of your own, which add to those the plan names; may
                             be repeated
      -v, --verbose          Write to standard error what is done, and when
          --format <FORMAT>  How to print the answer [default: text] [possible values: text, sarif,
                             junit]
          --output <FILE>    Write the answer to a file instead of printing it
      -h, --help             Print help (see more with '--help')
    "#);
    insta::assert_snapshot!(Folder::new().run(&["catalog", "-h"]), @r#"
    exit status 0
    --- stdout ---
    Shows and checks the catalogs

    Usage: mcplan catalog [OPTIONS] <COMMAND>

    Commands:
      list   Lists the sites of the catalogs with their numbers of offers
      show   Shows a site or the prices of a SKU at all sites, each with its catalog row and date
      check  Lists what is missing or doubtful in the catalogs
      help   Print this message or the help of the given subcommand(s)

    Options:
      -v, --verbose  Write to standard error what is done, and when
      -h, --help     Print help
    "#);
}

#[test]
fn a_wrong_option_is_no_answer() {
    insta::assert_snapshot!(Folder::new().run(&["solve", "plan.toml", "--gapp", "1%"]), @r#"
    exit status 2
    --- stderr ---
    error: unexpected argument '--gapp' found

      tip: a similar argument exists: '--gap'

    Usage: mcplan solve --gap <SHARE> <PLAN>

    For more information, try '--help'.
    "#);
    insta::assert_snapshot!(Folder::new().run(&["solve", "plan.toml", "--gap", "1"]), @r#"
    exit status 2
    --- stderr ---
    error: invalid value '1' for '--gap <SHARE>': `` is not a unit of a share; write it as in "70%"

    For more information, try '--help'.
    "#);
    insta::assert_snapshot!(Folder::new().run(&["solve", "plan.toml", "--force"]), @r#"
    exit status 2
    --- stderr ---
    error: the following required arguments were not provided:
      --terraform <DIR>

    Usage: mcplan solve --terraform <DIR> --force <PLAN>

    For more information, try '--help'.
    "#);
}

#[test]
fn shells_get_their_completions() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = Folder::new().mcplan(&["completions", shell]);
        assert!(output.status.success());
        assert!(String::from_utf8(output.stdout).unwrap().contains("mcplan"), "{shell}");
    }
}
