//! `mcplan model`: files for other solvers.

use crate::support::Folder;

#[test]
fn a_model_is_written_with_what_its_names_mean() {
    let folder = Folder::new();
    let output = folder.mcplan(&["model", "plan.toml", "--format", "lp"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let (head, rest) = text.split_once("Minimize").unwrap();
    insta::assert_snapshot!(head, @r"
    \ Plan small: its cheapest placement, in dollars a month
    \ 32 columns, 17 rows
    \ x_I_A: service I takes its option A; its name and the sites of A follow
    \ g_L_P_Q: the services of link L have the patterns P and Q
    \ s_K_T, b_K_T: use within tier T of pool K; whether the tier is reached
    \ y_O, site_S: O, or site S, is opened
    \ service 0: orders
    \ pattern 0 of service 0: aws:far-1 in 1 zone
    \ pattern 1 of service 0: aws:far-1 in 3 zones
    \ pattern 2 of service 0: aws:near-1 in 1 zone
    \ pattern 3 of service 0: aws:near-1 in 3 zones
    \ pattern 4 of service 0: azure:mid in 1 zone
    \ service 1: web
    \ pattern 0 of service 1: aws:far-1 in 1 zone
    \ pattern 1 of service 1: aws:far-1 in 3 zones
    \ pattern 2 of service 1: aws:near-1 in 1 zone
    \ pattern 3 of service 1: aws:near-1 in 3 zones
    \ pattern 4 of service 1: azure:mid in 1 zone
    \ pattern 5 of service 1: azure:mid in 3 zones
    \ link 0: orders and web
    \ opening 0: anything on aws
    \ opening 1: anything on azure
    \ opening 2: a zone of names of machines at aws:far-1
    \ opening 3: a zone of names of machines at aws:near-1
    ");
    assert!(rest.contains("254.44 x_0_0_orders_aws_far_1_azure_mid"), "{rest}");
    assert!(rest.ends_with("End\n"));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "the model has 32 columns and 17 rows\n");
}

#[test]
fn a_model_goes_to_a_file_in_either_formulation() {
    let folder = Folder::new();
    for formulation in ["arrangements", "textbook"] {
        let wish = ["model", "plan.toml", "--formulation", formulation, "--output", "plan.mps"];
        let output = folder.mcplan(&wish);
        assert!(output.status.success() && output.stdout.is_empty());
        let text = folder.read("plan.mps");
        assert!(text.contains("\nROWS\n") && text.ends_with("\nENDATA\n"));
        assert_eq!(text.contains(" z_0_0_1 "), formulation == "textbook");
    }
    let over = folder.run(&["model", "plan.toml", "--output", "plan.toml"]);
    assert!(over.contains("it is the plan itself"), "{over}");
}

#[test]
fn a_model_that_is_too_large_is_refused() {
    insta::assert_snapshot!(Folder::new().run(&["model", "plan.toml", "--max-columns", "9"]), @r"
    exit status 2
    --- stderr ---
    error: the model could have 44 columns, and the most is 9
    hint: allow fewer sites in the plan, or more columns with --max-columns
    ");
}

#[test]
fn a_plan_without_a_placement_may_have_no_model() {
    let folder = Folder::new();
    folder.edit("plan.toml", "rto = \"10m\"", "rto = \"1s\"");
    insta::assert_snapshot!(folder.run(&["model", "plan.toml"]), @r"
    exit status 1
    --- stderr ---
    there is no placement, and so no model: `mcplan solve` says why
    ");
}
