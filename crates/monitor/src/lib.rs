//! Runs the flow: takes drafts in, appends entries, replays them into what is known, and answers as of a moment.
//!
//! Knows no pages, no HTTP, no arguments; the moment of recording is given by the caller. Everything but the log itself
//! can be thrown away and comes back by replay, through the same function as on the ordinary way.

mod about;
mod arriving;
mod article;
mod brief;
mod bulk;
mod candidates;
mod changes;
mod decisions;
mod error;
mod group;
mod inbox;
mod index;
mod intake;
mod keyring;
mod lines;
mod monitor;
mod outlook;
mod places;
mod proven;
mod published;
mod reports;
mod searched;
mod sites;
mod snapshot;
mod state;
mod streamed;
mod submissions;

pub use about::About;
pub use arriving::{Arrived, Arriving, Seal, Sealing};
pub use article::{Article, Span};
pub use candidates::{ArticleFile, CandidateKey, InCandidates, NewCandidate};
pub use changes::{Changed, changes};
pub use error::Error;
pub use group::{Group, NotRecorded};
pub use inbox::{AskedInbox, AskedStep, InInbox, Stand, Step, StepDone};
pub use index::Index;
pub use intake::{Export, Heard, Imported, Input, Notes};
pub use ledger::Digest;
pub use ledger::body::{Attachment, MEMBER_ROLES, Member, Publication, TriageStep};
pub use lines::{Line, Lines};
pub use monitor::{Monitor, WholeEntry};
pub use outlook::{History, Outlook};
pub use proven::Proven;
pub use published::{AdvanceCopy, Published, answer_to, copy_for, is_before};
pub use searched::Searched;
pub use sites::{
    Ask, Dispute, Failed, Fork, Item, Lacking, Met, Offer, Outcome, Part, Peer, Progress, Pulled, Run, Shown,
    SiteKnown, Sites, Subject, Synced, Taken, Topic, Why, lacking_from_bytes, lacking_to_bytes, leaves_from_bytes,
    leaves_to_bytes, met, note_offer, show, sync, sync_beside, tally,
};
pub use snapshot::Snapshot;
pub use sources::{Format, Mapping};
pub use state::{State, Version};
pub use stores::{Attachments, Beside, Incoming};
pub use submissions::{Receipt, Refused, Sent, Submissions};
