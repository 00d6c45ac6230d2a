//! Alerts of a mission: what is to be told is drawn from its record as it may leave, by whoever looks: the server beside its pages, or a command.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use monitor::{Beside, Error as Fault, Outlook};
use views::alerts::{Notice, Seen, notices};
use views::released::{Own, Policy, released};
use views::{Language, Shown, Sight, Words};

use super::carry::Carriers;
use super::outbox;
use super::step::{self, Moment, Teller};
use crate::desk::Desk;
use crate::site::{Site, record};

/// Gives the record as of a moment, at a size.
pub type Look<'a> = dyn FnMut(Moment) -> Result<Arc<Outlook>, Fault> + 'a;

/// Tells of a mission.
pub struct Telling<'a> {
    look: Box<Look<'a>>,
    policy: Policy,
    secret: Vec<u8>,
    /// What may leave, of the moment that was looked at last: the next step begins there.
    last: Option<(Moment, Arc<Own>)>,
}

impl<'a> Telling<'a> {
    /// Of the record that `look` gives, as far as the policy lets it leave.
    pub fn new(look: Box<Look<'a>>, policy: Policy, secret: Vec<u8>) -> Telling<'a> {
        Telling { look, policy, secret, last: None }
    }

    fn own(&mut self, at: Moment, outlook: &Outlook) -> Arc<Own> {
        if let Some((_, own)) = self.last.as_ref().filter(|(of, _)| *of == at) {
            return Arc::clone(own);
        }
        let full = record(outlook, Words::of(Language::English), Sight::ALL);
        let released = released(&full, &self.policy, &self.secret);
        let own = Arc::new(Own::new(full.agreement, &released));
        self.last = Some((at, Arc::clone(&own)));
        own
    }
}

fn published(outlook: &Outlook) -> Vec<(u64, String)> {
    let all = outlook.state.about().publications().iter();
    // What parties have before publication is not published, nor what they say to it.
    all.filter(|(_, one)| !monitor::is_before(&one.what)).map(|(entry, one)| (*entry, one.what.clone())).collect()
}

impl Teller for Telling<'_> {
    fn notices(&mut self, from: Moment, to: Moment, days: &BTreeSet<u32>) -> Result<Vec<Notice>, Fault> {
        let before = match self.last.as_ref().filter(|(of, _)| *of == from) {
            Some((_, own)) => Arc::clone(own),
            None => {
                let earlier = (self.look)(from)?;
                self.own(from, &earlier)
            }
        };
        let outlook = (self.look)(to)?;
        let (after, now) = (self.own(to, &outlook), published(&outlook));
        let earlier: Vec<(u64, String)> = now.iter().filter(|(entry, _)| *entry <= from.1).cloned().collect();
        let agreement = &outlook.version().agreement;
        let before = Seen { own: &before, published: &earlier };
        Ok(notices(agreement, &before, &Seen { own: &after, published: &now }, days))
    }

    fn said(&mut self, notices: &[&Notice], at: Moment, language: Language) -> Result<(String, Vec<String>), Fault> {
        let outlook = (self.look)(at)?;
        let own = self.own(at, &outlook);
        let words = Words::of(language);
        let full = record(&outlook, words, Sight::ALL);
        let record = own.record(&full);
        let lines = notices.iter().map(|notice| notice.says(&record)).collect();
        Ok((words.n("alert-subject", notices.len()), lines))
    }
}

/// The outlook that the step under way is taken to.
type AtHand = Arc<Mutex<Option<Arc<Outlook>>>>;

/// How often is looked whether there is something to send, and how often at most what there is to tell.
const ROUND: Duration = Duration::from_secs(5);
const STEP: SignedDuration = SignedDuration::from_secs(60);
/// So often is looked what falls due, where nothing was appended.
const DUE: SignedDuration = SignedDuration::from_mins(15);

/// Sends alerts of a site as long as it is there, from a thread of its own. `beside` is a way of its own to what is kept beside the record: whoever
/// signs in does not wait for a receiver that hangs.
pub fn keep(site: &Site, mut beside: Box<dyn Beside + Send>, mut carriers: Carriers) {
    let desk = Arc::downgrade(&site.desk());
    let settings = site.settings();
    std::thread::spawn(move || {
        let (own, at_hand) = (desk.clone(), AtHand::default());
        let present = Arc::clone(&at_hand);
        let look = move |moment: Moment| {
            let held = present.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if let Some(held) = held.filter(|held| (held.as_of, held.state.size()) == moment) {
                return Ok(held);
            }
            match own.upgrade() {
                Some(desk) => desk.at(moment),
                None => Err(std::io::Error::other("the server is stopping").into()),
            }
        };
        let secret = match crate::access::public_secret(&mut *beside) {
            Ok(secret) => secret,
            Err(error) => return eprintln!("alerts cannot be sent: {error}"),
        };
        let mut telling = Telling::new(Box::new(look), settings.public.clone(), secret);
        let mut stepped: Option<Timestamp> = None;
        while let Some(desk) = desk.upgrade() {
            let ways = (&mut telling, &mut carriers, &at_hand);
            let done = once(&desk, &mut *beside, ways, &settings.notice_days, &mut stepped);
            if let Err(error) = done {
                eprintln!("alerts: {error}");
            }
            drop(desk);
            std::thread::sleep(ROUND);
        }
    });
}

fn once(
    desk: &Desk,
    beside: &mut dyn Beside,
    (telling, carriers, at_hand): (&mut Telling<'_>, &mut Carriers, &AtHand),
    days: &[u32],
    stepped: &mut Option<Timestamp>,
) -> Result<(), Fault> {
    if outbox::subscriptions(beside)?.is_empty() && !step::is_read(beside)? {
        return Ok(());
    }
    let clock = Timestamp::now();
    let (moment, zone) = desk.moment();
    let told = step::told(beside)?;
    let is_new = told.is_none_or(|told| told.1 < moment.1 || moment.0.duration_since(told.0) >= DUE);
    if is_new && stepped.is_none_or(|at| clock.duration_since(at) >= STEP) {
        *stepped = Some(clock);
        // What pages show at present is there already; one that is old is made anew for the next time.
        let present = desk.outlook(&Shown::default(), moment.1);
        let present = present.map_err(|problem| std::io::Error::other(problem.parts().2))?;
        let moment = (present.as_of, present.state.size());
        *at_hand.lock().unwrap_or_else(PoisonError::into_inner) = Some(present);
        let done = step::step(beside, telling, days, moment, clock);
        *at_hand.lock().unwrap_or_else(PoisonError::into_inner) = None;
        done?;
    }
    outbox::round(beside, carriers, clock, &zone)?;
    Ok(())
}
