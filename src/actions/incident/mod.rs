//! Deeds on incidents: the sheet, drafts, sending, photos; the review; what came of it.

pub mod accept;
pub mod add_photo;
pub mod again;
pub mod decline;
pub mod desk;
mod errands;
pub mod faces;
pub mod find_proven;
pub mod inbox;
pub mod linking;
pub mod merge_counters;
pub mod offer;
pub mod own;
pub mod record_by_telephone;
pub mod redact;
pub mod reports;
pub mod save_draft;
pub mod sheet;
pub mod strike;
pub mod submit;
pub mod words;
mod written;

use crate::domain::{
    ids::{BusinessId, UserId},
    incident::Incident,
    member::{
        evidence::{Acting, Viewer},
        role::Role,
    },
};

/// Who stands before a report: what decides whether it is theirs to see.
#[derive(Debug, Clone, Copy)]
struct Asker {
    user: Option<UserId>,
    business: Option<BusinessId>,
    role: Option<Role>,
}

impl Asker {
    fn of<R>(viewer: &Viewer<R>) -> Self {
        Self { user: viewer.user(), business: viewer.business(), role: Role::parse(viewer.role()) }
    }

    /// Reporter or recorder.
    fn wrote(&self, report: &Incident) -> bool {
        self.user.is_some() && (report.reporter == self.user || report.recorder == self.user)
    }

    /// Whether the report may be opened: by its people, the manager of its premises, an administrator.
    /// A draft is its writer's alone.
    fn may_open(&self, report: &Incident) -> bool {
        use crate::domain::incident::report::State;
        let managed =
            self.role == Some(Role::Manager) && self.business.is_some() && report.business == self.business;
        let others = report.state != State::Draft && (managed || self.role == Some(Role::Administrator));
        self.wrote(report) || others
    }
}
