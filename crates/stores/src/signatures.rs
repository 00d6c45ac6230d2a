//! Checks signatures on a thread of its own while entries are read, many at a time.
//!
//! Which key may sign what is the verifier's part; here only whether each signature is its key's.

use ledger::{Batch, Entry, Fault, Signed, signature_fault};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// So many are checked together; from some thousands on, more give nothing.
const TOGETHER: usize = 4_096;
/// So many batches wait at most.
const WAITING: usize = 4;

/// A signature to be checked, with what a fault would say of its entry.
struct Asked {
    position: u64,
    site: String,
    number: u64,
    signed: Signed,
}

/// Where signatures are handed in.
pub(crate) struct Signatures {
    next: Vec<Asked>,
    sender: SyncSender<Vec<Asked>>,
    /// How many were handed in.
    pub(crate) n_asked: u64,
}

impl Signatures {
    /// Hands one in, in the order of the log.
    pub(crate) fn ask(&mut self, position: u64, entry: &Entry, signed: Signed) {
        self.n_asked += 1;
        self.next.push(Asked { position, site: entry.site.clone(), number: entry.number, signed });
        if self.next.len() >= TOGETHER {
            self.send();
        }
    }

    fn send(&mut self) {
        // Nobody takes them any more where one was wrong.
        let _ = self.sender.send(std::mem::take(&mut self.next));
    }
}

/// Runs `work`, and beside it the checks of what it hands in; gives the fault of the first signature that is wrong.
pub(crate) fn beside<T>(work: impl FnOnce(&mut Signatures) -> T) -> (T, Option<Fault>) {
    let (sender, receiver) = sync_channel(WAITING);
    std::thread::scope(|scope| {
        let checking = scope.spawn(move || first_fault(&receiver));
        let mut signatures = Signatures { next: Vec::new(), sender, n_asked: 0 };
        let done = work(&mut signatures);
        signatures.send();
        drop(signatures);
        let fault = checking.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (done, fault)
    })
}

fn first_fault(receiver: &Receiver<Vec<Asked>>) -> Option<Fault> {
    for asked in receiver {
        let mut batch = Batch::default();
        for Asked { signed, .. } in &asked {
            batch.add(&signed.key, &signed.bytes, &signed.signature);
        }
        if let Some(Asked { position, site, number, signed }) =
            batch.first_wrong().and_then(|at| asked.into_iter().nth(at))
        {
            let fault = signature_fault(position, &signed);
            return Some(Fault { entry: Some((site, number)), ..fault });
        }
    }
    None
}
