//! From a placement to the files of a folder.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::placement::{Placement, Verified};
use crate::plan::Topology;
use crate::terms::Provider;

use super::access::grants;
use super::kubernetes;
use super::layout::{Layout, SiteView};
use super::module::Module;
use super::{aws, azure, onprem, root, switch};

/// The Terraform folder of a verified placement: relative paths with their texts.
#[must_use]
pub fn render(
    topology: &Topology,
    catalog: &Catalog,
    verified: &Verified,
) -> BTreeMap<String, String> {
    render_placement(topology, catalog, verified.placement())
}

/// The Terraform folder of a placement that may not have been verified, for tests and previews.
#[must_use]
pub fn render_placement(
    topology: &Topology,
    catalog: &Catalog,
    placement: &Placement,
) -> BTreeMap<String, String> {
    let layout = Layout::new(topology, catalog, placement);
    let grants = grants(&layout);
    let build = |view: &SiteView<'_>| match view.site.provider {
        Provider::Aws => aws::module,
        Provider::Azure => azure::module,
        Provider::OnPrem => onprem::module,
    };
    let written = |view| {
        let mut module = build(view)(&layout, view, &grants);
        switch::write(view, &mut module);
        module
    };
    let modules: Vec<Module> = layout.sites.iter().map(written).collect();
    let mut files = root::files(&layout, &grants, &modules);
    for (view, module) in layout.sites.iter().zip(modules) {
        for (name, text) in module.render() {
            files.insert(format!("modules/{}/{name}", view.folder()), text);
        }
    }
    if let Some(page) = root::evidence(&layout, &grants, &files) {
        files.insert("EVIDENCE.md".to_owned(), page);
    }
    files.extend(kubernetes::files(&layout, &grants));
    files
}
