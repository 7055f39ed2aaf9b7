//! What a person does when a service fails over: command texts by provider, kind, product and mechanism.
//!
//! Texts have placeholders such as `{service}`; whoever prints them fills these in.

use crate::terms::{Kind, Provider, spelled_enum};

use super::Mechanism;

spelled_enum! {
    /// A step of a recovery that somebody takes.
    Task {
        /// Finding out that the loss is real.
        Recognise = "recognise",
        /// Making the recovery site serve.
        FailOver = "fail-over",
        /// Leading clients there.
        Shift = "shift",
        /// Going back once what was lost is there again.
        FailBack = "fail-back",
        /// Turning the recovery sites off, after all services have gone back.
        Release = "release",
    }
}

/// For what a row of the runbook holds; `None` stands for any.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Situation {
    /// Who runs the recovery site.
    pub provider: Option<Provider>,
    /// What fails over.
    pub kind: Option<Kind>,
    /// By which product it is served there.
    pub realisation: Option<String>,
    /// How it comes back.
    pub mechanism: Option<Mechanism>,
}

/// What to do in a step, and how to see that it worked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// What to do.
    pub command: String,
    /// What shows that it worked.
    pub check: String,
    /// Catalog file and line.
    pub row: String,
    /// Where the command is documented.
    pub source: String,
}

impl Situation {
    /// How many things this row names, the mechanism before the product before the kind before the provider;
    /// `None` if it is about another situation.
    pub(super) fn fit(&self, asked: &Situation) -> Option<[bool; 4]> {
        fn fits<T: PartialEq>(row: Option<&T>, asked: Option<&T>) -> bool {
            row.is_none_or(|row| Some(row) == asked)
        }
        let all = fits(self.provider.as_ref(), asked.provider.as_ref())
            && fits(self.kind.as_ref(), asked.kind.as_ref())
            && fits(self.realisation.as_ref(), asked.realisation.as_ref())
            && fits(self.mechanism.as_ref(), asked.mechanism.as_ref());
        all.then_some([
            self.mechanism.is_some(),
            self.realisation.is_some(),
            self.kind.is_some(),
            self.provider.is_some(),
        ])
    }
}
