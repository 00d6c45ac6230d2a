//! The first sentence in Arabic: who must do what, and while what. No native reader has reviewed it.

use provisions::{
    Amount, Away, Bound, Duty, Eligible, Kind, Measure, Missing, Moment, Period, Precondition, Reached, Reporting,
    Selection, Step,
};
use rust_decimal::Decimal;

use super::Arabic;
use super::counting::{counted, of_unit};
use super::phrases::{all_of, bound, distance, one_of, quoted};
use super::subject::Subject;
use crate::plain::labels::{self, Edge};

/// Where the clause names no author and anybody's acts count.
const WHOEVER: &str = " أيّاً كان فاعله";

const IN_TOTAL: &str = "إجمالاً، محسوباً من بداية سريان القاعدة";

impl Arabic<'_> {
    pub(super) fn duty(&self, duty: &Duty) -> String {
        let each = self.kept_apart_by(duty);
        let each = each.map_or(String::new(), |key| format!("لكل {} على حدة، ", self.key(key)));
        let mut out = format!("{each}{}", self.asked(duty));
        if crate::plain::has_time(duty) {
            out.push_str(&format!("؛ ويسري ذلك {}", self.in_force(duty)));
        }
        out.push('.');
        out
    }

    fn asked(&self, duty: &Duty) -> String {
        let who = self.subject(&duty.obliges);
        let must = who.must();
        let see = format!("{must} بكفالة");
        match &duty.kind {
            Kind::Prohibition { never, after } => {
                let following = after.as_ref().map_or(String::new(), |following| self.following(following));
                format!("{}{following}", self.not_done(&who, &see, never))
            }
            Kind::Deadline { must, at_least, due } => {
                format!("{see} حدوث ما يلي: {}، {}", self.at_least(must, at_least), self.due(due))
            }
            Kind::Sequence { may, only } => self.sequence(&who, &see, may, only),
            Kind::Together { must, with, within } => {
                let (must, with) = (self.selection_by(must, WHOEVER), self.selection(with));
                let within = self.span(*within);
                format!("{see} أن يحدث مع كل {with} ما يلي خلال {within} قبله أو بعده: {must}")
            }
            Kind::Eligibility { only, may, after } => self.eligibility(&see, only, may, after),
            Kind::Permission { may } => format!("يجوز {} القيام بما يلي: {}", who.to, self.selection(may)),
            Kind::Placement { keep, away } => self.placement(&who, keep, away),
            Kind::Cumulative { total, bound, amount, due } => {
                let due = due.as_ref().map_or(String::new(), |due| format!("، {}", self.due(due)));
                let asked = match bound {
                    Bound::AtLeast => format!("أن يحدث ما يلي {IN_TOTAL}: {}", self.at_least(total, amount)),
                    Bound::AtMost => {
                        let total = self.at_most(total, amount, &who);
                        format!("ألا يحدث ما يلي {IN_TOTAL}، إلا في هذه الحدود: {total}")
                    }
                };
                format!("{see} {asked}{due}")
            }
            Kind::Continuous { holds, absence, hours, contrary } => {
                let holding = self.continuous(&see, holds, *absence, hours.as_ref());
                // Of so many hours it does not matter whose act it is that breaks them.
                let unnamed = if hours.is_some() { WHOEVER } else { who.own_acts };
                format!("{holding}{}", self.contrary(contrary.as_ref(), unnamed))
            }
            Kind::Report { to, when } => {
                let to = one_of(&self.actors(to));
                format!("{must} بتقديم تقرير أو إخطار إلى {to} {}", self.report(when))
            }
            Kind::Rate { every, measures } => {
                format!("{see} ما يلي في كل {}: {}", self.period(*every), self.measures(measures, &who))
            }
            Kind::Cap { at_most, of, less } => self.cap(&see, &who, at_most, of, less.as_ref()),
            Kind::Ratio { must, times, every, within } => {
                let n = Amount::Number(*times);
                let within = self.after_it(within.as_ref());
                format!("{see} أن يحدث مقابل كل {} ما يلي: {}، {within}", self.one(every), self.at_least(must, &n))
            }
            Kind::Term(state) => self.term(&duty.obliges, state),
            Kind::Conditional { total, steps } => self.conditional(&see, total, steps),
            Kind::Prevention { acts, strictly } => self.prevention(&must, acts, *strictly),
            Kind::Effort { what, through } => self.effort(&must, what, through.as_ref()),
            Kind::Undefined(undefined) => {
                format!("لا يمكن التحقق مما {} به: {}", must, missing(undefined.missing, &undefined.term))
            }
        }
    }

    /// Its own acts where the clause names no author.
    fn not_done(&self, who: &Subject, see: &str, never: &Selection) -> String {
        let selection = self.selection(never);
        match (never.by.is_empty(), who.several) {
            (true, true) => format!("يُحظر على {}، كل عن نفسه، القيام بما يلي: {selection}", who.noun),
            (true, false) => format!("يُحظر على {} القيام بما يلي: {selection}", who.noun),
            (false, _) => format!("{see} عدم حدوث ما يلي: {selection}"),
        }
    }

    fn following(&self, following: &provisions::Following) -> String {
        let mut out = format!("، خلال {} بعد {}", self.span(following.within), self.selection(&following.of));
        if following.in_answer {
            out.push_str(" رداً عليه، أي أن يقوم به من كان ذلك موجَّهاً ضده وأن يكون موجَّهاً ضد من قام بذلك");
        }
        if !following.same.is_empty() {
            let same: Vec<String> = following.same.iter().map(|key| self.the_key(key)).collect();
            out.push_str(&format!("، متى كان كلاهما متطابقاً من حيث {}", all_of(&same)));
        }
        out
    }

    fn at_least(&self, selection: &Selection, amount: &Amount) -> String {
        let what = self.selection_by(selection, WHOEVER);
        format!("{what}، {} {}", bound(Bound::AtLeast), self.amount(amount, selection.unit.as_deref()))
    }

    fn at_most(&self, selection: &Selection, amount: &Amount, who: &Subject) -> String {
        let what = self.selection_by(selection, who.own_acts);
        format!("{what}، {} {}", bound(Bound::AtMost), self.amount(amount, selection.unit.as_deref()))
    }

    fn one(&self, selection: &Selection) -> String {
        let unit = selection.unit.as_deref().map(|unit| format!(" (بوحدة {})", quoted(&labels::words(unit))));
        format!("واحد{} من {}", unit.unwrap_or_default(), self.selection(selection))
    }

    fn after_it(&self, within: Option<&provisions::Span>) -> String {
        within.map_or("في موعد لم يُتفق عليه بعد".to_owned(), |span| {
            format!("خلال {} بعده", self.span(*span))
        })
    }

    fn sequence(&self, who: &Subject, see: &str, may: &Selection, only: &[Precondition]) -> String {
        let (may, before, is_own) = (self.selection(may), self.preconditions(only), may.by.is_empty());
        if is_own {
            format!("يجوز {} القيام بما يلي: {may}، على ألا يكون ذلك إلا {before}", who.to)
        } else {
            format!("{see} ألا يحدث ما يلي إلا {before}: {may}")
        }
    }

    fn preconditions(&self, all: &[Precondition]) -> String {
        let each = all.iter().map(|one| match one {
            Precondition::Moment(moment) => format!("بعد {}", self.coming(moment)),
            Precondition::Happened(selection, amount) => {
                format!("بعد حدوث ما يلي: {}", self.at_least(selection, amount))
            }
            Precondition::Consultation(names) => format!("بعد استشارة {} بشأنه", self.each_of(names)),
            Precondition::Consent(names) => {
                format!("بموافقة لم تُسحب من {}", self.each_of(names))
            }
        });
        each.collect::<Vec<_>>().join("، و")
    }

    fn each_of(&self, names: &[String]) -> String {
        let each = if names.len() > 1 { "كل من " } else { "" };
        format!("{each}{}", all_of(&self.actors(names)))
    }

    /// As a noun: the coming of a moment, the reaching of a milestone.
    fn coming(&self, moment: &Moment) -> String {
        match moment {
            Moment::Milestone(name) => format!("بلوغ المرحلة {}", self.milestone_name(name)),
            other => format!("حلول موعد {}", self.moment(other, Edge::First)),
        }
    }

    fn eligibility(&self, see: &str, only: &Eligible, may: &Selection, after: &[Precondition]) -> String {
        let only = match only {
            Eligible::Actors(names) => one_of(&self.actors(names)),
            Eligible::Those(those) => format!("من {} وقت قيامه به", self.attributed(those)),
        };
        let after =
            if after.is_empty() { String::new() } else { format!("، وذلك فقط {}", self.preconditions(after)) };
        format!("{see} ألا يقوم بما يلي إلا {only}: {}{after}", self.selection(may))
    }

    fn placement(&self, who: &Subject, keep: &Selection, away: &Away) -> String {
        let must = format!("{} بإبقاء ما يلي", who.must());
        let what = self.selection_by(keep, who.own);
        let far = |near: &provisions::Near| {
            format!("على مسافة لا تقل عن {} من {}", distance(near.metres), self.place_name(&near.of))
        };
        match away {
            Away::OutOf(zones) => format!("{must} خارج {}: {what}", self.zone_names(zones).join(" وخارج ")),
            Away::From(near) => format!("{must} {}: {what}", far(near)),
            Away::OwnLines { lines, apart } => {
                let lines = lines.iter().map(|(party, near)| format!("{} {}", self.actor(party), far(near)));
                let shares = apart.map_or(String::new(), |metres| {
                    format!("؛ وكل مسافة منها حصة متساوية من {} تفصل بين الجانبين", distance(metres))
                });
                format!("{must} بعيداً: {what}؛ {}{shares}", all_of(&lines.collect::<Vec<_>>()))
            }
            Away::Apart(metres) => {
                format!("{must} على مسافة لا تقل عن {} من مثيله لدى كل طرف آخر ملزَم: {what}", distance(*metres))
            }
        }
    }

    fn continuous(&self, see: &str, holds: &Selection, absence: bool, hours: Option<&(Decimal, Period)>) -> String {
        let time = match hours {
            None => "في جميع الأوقات".to_owned(),
            Some((n, period)) => {
                let hours = counted(*n, &of_unit(provisions::Unit::Hour));
                format!("مدة لا تقل عن {hours} من كل {}", self.period(*period))
            }
        };
        let verb = if absence { "غائباً" } else { "قائماً" };
        let what = self.selection_by(holds, WHOEVER);
        format!("{see} أن يكون ما يلي {verb} {time}: {what}")
    }

    fn contrary(&self, contrary: Option<&Selection>, unnamed: &str) -> String {
        contrary.map_or(String::new(), |contrary| {
            format!("؛ ويُستدل على أنه ليس كذلك بما يلي: {}", self.selection_by(contrary, unnamed))
        })
    }

    fn report(&self, when: &Reporting) -> String {
        match when {
            Reporting::Every(period) => format!("مرة واحدة على الأقل في كل {}", self.period(*period)),
            Reporting::Once(due) => self.due(due),
            Reporting::Of { event, within } => {
                format!("عن كل {}، {}", self.selection(event), self.after_it(within.as_ref()))
            }
        }
    }

    /// The whole first; of its parts, what sets them apart from it.
    fn measures(&self, measures: &[Measure], who: &Subject) -> String {
        let each = measures.iter().map(|measure| {
            let selection = &measure.selection;
            let what = if measure.part.is_none() {
                let unnamed = if measure.bound == Bound::AtMost { who.own_acts } else { WHOEVER };
                self.selection_by(selection, unnamed)
            } else if labels::is_part_by_items(measure) {
                format!("منها ما كان بخصوص {}", self.items(&selection.items))
            } else {
                format!("منها ما كان في {}", one_of(&self.zone_names(&selection.zones)))
            };
            let amount = self.amount(&measure.amount, selection.unit.as_deref());
            format!("{what}، {} {amount}", bound(measure.bound))
        });
        each.collect::<Vec<_>>().join("؛ ")
    }

    fn cap(&self, see: &str, who: &Subject, at_most: &Amount, of: &Selection, less: Option<&Selection>) -> String {
        let amount = self.amount(at_most, of.unit.as_deref());
        let what = self.selection_by(of, if less.is_some() { who.own_acts } else { who.own });
        let counted = match less {
            Some(less) => {
                let gone = self.selection_by(less, who.own_acts);
                format!("ويُحسب ما أتى حتى ذلك الوقت مطروحاً منه ما ذهب: {gone}")
            }
            None => "والعبرة بالعدد الذي يذكر تقرير أنه موجود".to_owned(),
        };
        format!("{see} ألا يوجد في أي وقت أكثر من {amount} مما يلي: {what}؛ {counted}")
    }

    fn term(&self, obliges: &[String], state: &str) -> String {
        let to =
            if obliges.is_empty() { String::new() } else { format!(" الممنوح {}", self.subject(obliges).to) };
        format!("يسري الإذن{to} ما دام هذا الوضع قائماً: {}", self.state_name(state))
    }

    fn conditional(&self, see: &str, total: &Selection, steps: &[Step]) -> String {
        let what = self.selection_by(total, WHOEVER);
        let steps = steps.iter().enumerate().map(|(idx, step)| {
            let at_least = self.amount(&step.at_least, total.unit.as_deref());
            let within =
                step.within.map_or("في موعد لم يُتفق عليه بعد، بعد".to_owned(), |span| {
                    format!("خلال {} بعد", self.span(span))
                });
            let (least, reached) = (bound(Bound::AtLeast), self.reached(&step.once));
            format!("الخطوة {}: {least} {at_least}، {within} حدوث ما يلي: {reached}", idx + 1)
        });
        format!("{see} أن يحدث ما يلي على خطوات {IN_TOTAL}: {what}؛ {}", steps.collect::<Vec<_>>().join("؛ "))
    }

    /// What must have happened in all since the agreement's entry into force.
    pub(super) fn reached(&self, all: &[Reached]) -> String {
        let each = all.iter().map(|one| self.at_least(&one.of, &one.at_least));
        format!("{}، محسوباً من دخول الاتفاق حيز النفاذ", each.collect::<Vec<_>>().join("، و"))
    }

    fn prevention(&self, must: &str, acts: &Selection, strictly: bool) -> String {
        let acts = self.selection_by(acts, " من قِبل أي جهة أخرى");
        let when = if strictly {
            "ويُعتد بكل فعل من هذه الأفعال بذاته"
        } else {
            "ولا يُعتد بالفعل إلا إذا أثبتت نتيجة تحقق أنه لم يُمنع"
        };
        format!("{must} بمنع ما يلي: {acts}؛ {when}")
    }

    fn effort(&self, must: &str, what: &str, through: Option<&Selection>) -> String {
        let shown = through.map(|through| format!("؛ ويُستدل على بذل العناية بما يلي: {}", self.selection(through)));
        let (what, shown) = (quoted(what), shown.unwrap_or_default());
        format!("{must} ببذل العناية في ما يلي: {what}{shown}؛ وتقدير ذلك متروك للأشخاص وحدهم")
    }

    /// The key of the rule, or of the keyed state that it hangs on.
    fn kept_apart_by<'d>(&'d self, duty: &'d Duty) -> Option<&'d provisions::Key> {
        let states = duty.states.iter().filter_map(|state| self.agreement.states.get(state));
        duty.each.as_ref().or_else(|| states.filter_map(|state| state.each.as_ref()).next())
    }

    fn in_force(&self, duty: &Duty) -> String {
        let mut out: Vec<String> = Vec::new();
        match duty.states.as_slice() {
            [] => out.push(self.while_agreement()),
            [one] => out.push(format!("ما دام هذا الوضع قائماً: {}", self.state_name(one))),
            all => {
                let all: Vec<String> = all.iter().map(|state| self.state_name(state)).collect();
                out.push(format!("ما دامت هذه الأوضاع قائمة كلها: {}", all_of(&all)));
            }
        }
        out.extend(duty.time.from.as_ref().map(|from| format!("اعتباراً من {}", self.moment(from, Edge::First))));
        out.extend(duty.time.until.as_ref().map(|until| format!("حتى {}", self.moment(until, Edge::Until))));
        let once: Vec<String> = duty.once.iter().map(|moment| format!("بعد {}", self.coming(moment))).collect();
        if !once.is_empty() {
            out.push(all_of(&once));
        }
        out.join("، ")
    }

    fn while_agreement(&self) -> String {
        let bounds = self.bounds(&self.agreement.in_force);
        match bounds.is_empty() {
            true => "في جميع الأوقات، إذ لا يذكر الاتفاق متى يكون سارياً".to_owned(),
            false => format!("ما دام الاتفاق سارياً ({bounds})"),
        }
    }
}

fn missing(missing: Missing, term: &str) -> String {
    let term = quoted(term);
    match missing {
        Missing::Term => format!("{term} غير معرَّف"),
        Missing::Agreement => format!("{term} متروك لاتفاق لاحق"),
        Missing::Annex => format!("الملحق {term} غير موجود أو غير منشور"),
        Missing::Baseline => format!("لم يُعلن أي خط أساس: {term}"),
    }
}
