//! The timetable on one screen: each job, how often, and what it does. Jobs take no input, may run twice and at any
//! hour, and act on what stands in the tables: after a downtime they catch up by themselves.

use crate::actions::timetable::Every;

/// A line of the timetable.
#[derive(Debug, Clone, Copy)]
pub struct Job {
    /// Its name, as leases and logs have it.
    pub name: &'static str,
    /// How often it is due.
    pub every: Every,
    /// What it does, in words.
    pub does: &'static str,
    pub(super) task: Task,
}

/// What a job carries out, deed by deed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Task {
    Reckon,
    Withdraw,
    Sanctions,
    Letters,
    Erase,
    EraseRecords,
    MergeCounters,
    Epochs,
    RemoveBlobs,
    Disown,
    Settle,
    Conclude,
    MailHead,
    Remind,
    RemindBreach,
    RemindDocument,
}

/// The job that looks after the key ring: whoever does its work by hand claims it by this name.
pub const EPOCHS: &str = "epochs";

/// The timetable, in the order it is worked.
#[rustfmt::skip]
pub const TIMETABLE: &[Job] = &[
    Job { name: "reckon",        every: Every::Day,         task: Task::Reckon,       does: "Reckons every profile's dates again: ages, deferrals, new rules" },
    Job { name: "withdraw",      every: Every::Minutes(5),  task: Task::Withdraw,     does: "Withdraws profiles after their last day shown (R-22)" },
    Job { name: "sanctions",     every: Every::Minutes(15), task: Task::Sanctions,    does: "Ends terms that are over, lapses notices nobody served (R-42)" },
    Job { name: "letters",       every: Every::Minutes(5),  task: Task::Letters,      does: "Writes letters that are missing (R-42, R-45)" },
    Job { name: "erase",         every: Every::Minutes(60), task: Task::Erase,        does: "Erases profiles whose day has come (R-25)" },
    Job { name: "erase_records", every: Every::Minutes(60), task: Task::EraseRecords, does: "Works the rest of the retention schedule (R-30)" },
    Job { name: "counters",      every: Every::Minutes(60), task: Task::MergeCounters, does: "Merges counters that are too small to stay (R-25, R-66)" },
    Job { name: EPOCHS,          every: Every::Minutes(60), task: Task::Epochs,       does: "Begins epochs of the key ring, moves keys to the newest, destroys old ones (R-25)" },
    Job { name: "disown",        every: Every::Day,         task: Task::Disown,       does: "Finds blobs that no row knows" },
    Job { name: "remove_blobs",  every: Every::Minutes(1),  task: Task::RemoveBlobs,  does: "Removes blobs until the object store does not find them" },
    Job { name: "settle",        every: Every::Minutes(1),  task: Task::Settle,       does: "Writes into the ledger which intents were carried out, and which never came to be" },
    Job { name: "conclude",      every: Every::Minutes(1),  task: Task::Conclude,     does: "Proves that nothing is left of the erased and writes the ledger's done line" },
    Job { name: "mail_head",     every: Every::Minutes(60), task: Task::MailHead,     does: "Mails the newest head of the audit trail to the controllers, once a week (R-62)" },
    Job { name: "remind",        every: Every::Day,         task: Task::Remind,       does: "Mails the controllers about agreements that are to be reviewed (R-60)" },
    Job { name: "breaches",      every: Every::Minutes(15), task: Task::RemindBreach, does: "Mails the controllers about the 72 hours of a breach (R-53)" },
    Job { name: "documents",     every: Every::Day,         task: Task::RemindDocument, does: "Mails the controllers about documents that are to be looked at again" },
];
