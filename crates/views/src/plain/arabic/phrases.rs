//! Pieces of Arabic sentences: names, selections, amounts, moments, spans. No native reader has reviewed them.
//!
//! The author's words stand in quotation marks and are not declined; no number follows one of them directly, since a
//! number beside words of another direction would be shown in the wrong place.

use jiff::civil::Date;
use provisions::{
    Amount, Anchor, Attributed, Bound, Due, Holds, Key, Moment, Near, Particular, Period, Selection, Span, Unit,
};

use super::Arabic;
use super::counting::{self, counted};
use super::types;
use crate::plain::labels::{self, Distance, Edge, EventLabel, OnClock};

/// Words in quotation marks.
pub(super) fn quoted(text: &str) -> String {
    format!("«{text}»")
}

/// All of them, joined by *and*.
pub(super) fn all_of(items: &[String]) -> String {
    items.join(" و")
}

/// Alternatives.
pub(super) fn one_of(items: &[String]) -> String {
    items.join(" أو ")
}

pub(super) fn bound(bound: Bound) -> &'static str {
    match bound {
        Bound::AtLeast => "بما لا يقل عن",
        Bound::AtMost => "بما لا يزيد على",
    }
}

pub(super) fn distance(metres: rust_decimal::Decimal) -> String {
    match labels::distance(metres) {
        Distance::Kilometres(n) => counted(n, &counting::KILOMETRE),
        Distance::Metres(n) => counted(n, &counting::METRE),
    }
}

const MONTHS: [&str; 12] =
    ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"];

pub(super) fn date(date: Date) -> String {
    let month = usize::try_from(date.month() - 1).ok().and_then(|idx| MONTHS.get(idx)).copied();
    format!("{} {} {}", date.day(), month.unwrap_or_default(), date.year())
}

impl Arabic<'_> {
    /// Names are quoted, since they cannot be declined.
    pub(super) fn actor(&self, id: &str) -> String {
        quoted(self.agreement.party_name(id))
    }

    pub(super) fn actors(&self, ids: &[String]) -> Vec<String> {
        ids.iter().map(|id| self.actor(id)).collect()
    }

    pub(super) fn event_name(&self, name: &str) -> String {
        match labels::event_label(self.agreement, name) {
            EventLabel::Own(label) => quoted(label),
            EventLabel::Base(base) => quoted(types::label(base.name).unwrap_or(base.label)),
        }
    }

    pub(super) fn zone_name(&self, name: &str) -> String {
        quoted(self.agreement.zones.get(name).map_or(name, |zone| &zone.label))
    }

    pub(super) fn zone_names(&self, names: &[String]) -> Vec<String> {
        names.iter().map(|name| self.zone_name(name)).collect()
    }

    /// A line or a zone.
    pub(super) fn place_name(&self, name: &str) -> String {
        match self.agreement.lines.get(name) {
            Some(line) => quoted(&line.label),
            None => self.zone_name(name),
        }
    }

    pub(super) fn state_name(&self, name: &str) -> String {
        quoted(self.agreement.states.get(name).map_or(name, |state| &state.label))
    }

    pub(super) fn trigger_name(&self, name: &str) -> String {
        quoted(self.agreement.triggers.get(name).map_or(name, |trigger| &trigger.label))
    }

    pub(super) fn milestone_name(&self, name: &str) -> String {
        quoted(self.agreement.milestones.get(name).map_or(name, |milestone| &milestone.label))
    }

    pub(super) fn attribute_name(&self, name: &str) -> String {
        quoted(self.agreement.attributes.get(name).map_or(name, |attribute| &attribute.label))
    }

    /// Those that have some attributes and lack others.
    pub(super) fn attributed(&self, those: &[Attributed]) -> String {
        let each = those.iter().map(|one| {
            let verb = if one.has { "تثبت له الصفة" } else { "لا تثبت له الصفة" };
            format!("{verb} {}", self.attribute_name(&one.attribute))
        });
        all_of(&each.collect::<Vec<_>>())
    }

    /// What counts, with everything that narrows it.
    pub(super) fn selection(&self, selection: &Selection) -> String {
        self.selection_by(selection, "")
    }

    /// The same, with words about the author where the clause names none.
    pub(super) fn selection_by(&self, selection: &Selection, unnamed: &str) -> String {
        let mut out = self.event_name(&selection.name);
        if selection.by.is_empty() {
            out.push_str(unnamed);
        } else {
            out.push_str(&format!(" من قِبل {}", one_of(&self.actors(&selection.by))));
        }
        if !selection.against.is_empty() {
            out.push_str(&format!(" تجاه {}", one_of(&self.actors(&selection.against))));
        }
        if !selection.zones.is_empty() {
            out.push_str(&format!(" في {}", one_of(&self.zone_names(&selection.zones))));
        }
        if let Some(near) = &selection.near {
            out.push_str(&format!(" {}", self.near(near)));
        }
        if !selection.items.is_empty() {
            out.push_str(&format!(" بخصوص {}", self.items(&selection.items)));
        }
        let with: Vec<String> = selection.with.iter().map(|one| self.particular(selection, one)).collect();
        if !with.is_empty() {
            out.push_str(&format!(" على أن {}", all_of(&with)));
        }
        out
    }

    pub(super) fn near(&self, near: &Near) -> String {
        format!("على مسافة تقل عن {} من {}", distance(near.metres), self.place_name(&near.of))
    }

    /// Items are values of the data; actors among them have names for people.
    pub(super) fn items(&self, items: &[String]) -> String {
        one_of(&items.iter().map(|item| quoted(self.agreement.party_name(item))).collect::<Vec<_>>())
    }

    fn particular(&self, selection: &Selection, particular: &Particular) -> String {
        let (label, unit) = labels::column(self.agreement, selection, &particular.column);
        let column = quoted(label.unwrap_or(&labels::words(&particular.column)));
        let unit = unit.map_or(String::new(), |unit| format!(" {}", quoted(unit)));
        match &particular.holds {
            Holds::OneOf(values) => format!("يكون البيان {column} هو {}", self.items(values)),
            Holds::AtLeast(n) => format!("لا يقل البيان {column} عن {}{unit}", labels::number(*n)),
            Holds::AtMost(n) => format!("لا يزيد البيان {column} على {}{unit}", labels::number(*n)),
        }
    }

    /// How much, in the unit of what is counted.
    pub(super) fn amount(&self, amount: &Amount, unit: Option<&str>) -> String {
        let unit = unit.map(|unit| quoted(&labels::words(unit)));
        match amount {
            Amount::Number(n) => {
                format!("{}{}", labels::number(*n), unit.map_or(String::new(), |unit| format!(" {unit}")))
            }
            Amount::Share(percent, name) => {
                format!("{} % من {}", labels::number(*percent), self.baseline_named(name))
            }
            Amount::Value(name) => {
                let label = self.agreement.values.get(name).map_or(name.as_str(), |value| &value.label);
                let unit = unit.map_or(String::new(), |unit| format!(" بوحدة {unit}"));
                format!("القيمة {}{unit}", quoted(label))
            }
        }
    }

    /// A baseline with its owner, and with what makes shares of it unknown.
    fn baseline_named(&self, name: &str) -> String {
        let Some(baseline) = self.agreement.baselines.get(name) else { return quoted(name) };
        let mut out = self.baseline_name(baseline);
        if baseline.sealed {
            out.push_str(" (المحفوظ مقداره سراً)");
        } else if baseline.claims.is_empty() {
            out.push_str(" (الذي لم يُعلن مقداره)");
        }
        out
    }

    pub(super) fn baseline_name(&self, baseline: &provisions::Baseline) -> String {
        let of = baseline.of.as_ref().map_or(String::new(), |of| format!(" العائد إلى {}", self.actor(of)));
        format!("خط الأساس {}{of}", quoted(&baseline.label))
    }

    pub(super) fn due(&self, due: &Due) -> String {
        match due {
            Due::Within(span, Anchor::Moment(moment)) => {
                format!("خلال {} من {}", self.span(*span), self.moment(moment, labels::edge_of_base(moment)))
            }
            Due::Within(span, Anchor::Event(selection)) => {
                format!("خلال {} من كل {}", self.span(*span), self.selection(selection))
            }
            Due::By(moment) => format!("في موعد أقصاه {}", self.moment(moment, Edge::Last)),
            Due::Between(from, until) => {
                let (from, until) = (self.moment(from, Edge::First), self.moment(until, Edge::Last));
                format!("في موعد لا يسبق {from} وأقصاه {until}")
            }
            Due::ToBeAgreed => "في موعد لم يُتفق عليه بعد".to_owned(),
        }
    }

    pub(super) fn moment(&self, moment: &Moment, edge: Edge) -> String {
        match moment {
            Moment::At(at) => match labels::on_clock(self.agreement, *at, edge) {
                OnClock::StartOf(day) => format!("بداية يوم {}", date(day)),
                OnClock::EndOf(day) => format!("نهاية يوم {}", date(day)),
                OnClock::At(at) => format!("الساعة {} من يوم {}", labels::clock_time(at.time()), date(at.date())),
            },
            Moment::Trigger(name) => self.trigger_name(name),
            Moment::EntryIntoForce => "دخول الاتفاق حيز النفاذ".to_owned(),
            Moment::StartOf(state) => format!("بداية الوضع {}", self.state_name(state)),
            Moment::EndOf(state) => format!("نهاية الوضع {}", self.state_name(state)),
            Moment::After(span, of) => {
                format!("مضي {} على {}", self.span(*span), self.moment(of, labels::edge_of_base(of)))
            }
            Moment::Before(span, of) => {
                let of = self.moment(of, labels::edge_of_base(of));
                format!("الموعد الذي يسبق {of} بمدة {}", self.span(*span))
            }
            Moment::DayAfter(..) | Moment::WorkingDayAfter(..) => {
                let which = if edge == Edge::First { "بداية" } else { "نهاية" };
                format!("{which} {}", self.day(moment))
            }
            Moment::ClockTime(time, of) => format!("الساعة {} من {}", labels::clock_time(*time), self.day(of)),
            Moment::Milestone(name) => format!("لحظة بلوغ المرحلة {}", self.milestone_name(name)),
        }
    }

    /// A whole day.
    fn day(&self, moment: &Moment) -> String {
        match moment {
            Moment::At(at) => format!("يوم {}", date(self.agreement.calendar.date(*at))),
            Moment::DayAfter(0, of) => self.day(of),
            Moment::DayAfter(n, of) if *n < 0 => format!("اليوم رقم {} قبل {}", n.unsigned_abs(), self.day(of)),
            Moment::DayAfter(n, of) => format!("اليوم رقم {n} بعد {}", self.day(of)),
            Moment::WorkingDayAfter(n, unit, of) => {
                let of_calendar = self.of_calendar(*unit);
                format!("يوم العمل رقم {n}{of_calendar} بعد {}", self.day(of))
            }
            Moment::Milestone(name) => format!("يوم بلوغ المرحلة {}", self.milestone_name(name)),
            other => format!("يوم {}", self.moment(other, Edge::First)),
        }
    }

    pub(super) fn span(&self, span: Span) -> String {
        let of_calendar = self.of_calendar(span.unit);
        format!("{}{of_calendar}", counted(span.count.into(), &counting::of_unit(span.unit)))
    }

    fn of_calendar(&self, unit: Unit) -> String {
        let Unit::Named(idx) = unit else { return String::new() };
        let named = self.agreement.calendar.named.get(usize::from(idx));
        named.map_or(String::new(), |named| format!(" وفق التقويم {}", quoted(&labels::words(&named.id))))
    }

    /// After *every*.
    pub(super) fn period(&self, period: Period) -> String {
        match period {
            Period::Calendar(Unit::Hour) => "ساعة".to_owned(),
            Period::Calendar(Unit::Day) => "يوم".to_owned(),
            Period::Calendar(Unit::WorkingDay | Unit::Named(_)) => "يوم عمل".to_owned(),
            Period::Calendar(Unit::Week) => "أسبوع من الاثنين إلى الأحد".to_owned(),
            Period::Calendar(Unit::Month) => "شهر تقويمي".to_owned(),
            Period::Calendar(Unit::Year) => "سنة تقويمية".to_owned(),
            Period::Counted(span) => format!("{} تُحسب من بداية سريان القاعدة", self.span(span)),
        }
    }

    /// What instances are kept apart by, after *every*.
    pub(super) fn key(&self, key: &Key) -> String {
        match key.0.as_str() {
            "by" => "فاعل".to_owned(),
            "against" => "جهة يوجَّه إليها الفعل أو ضدها".to_owned(),
            "zone" => "منطقة".to_owned(),
            "item" => "بند".to_owned(),
            other => format!("قيمة للبيان {}", quoted(&labels::key(self.agreement, other))),
        }
    }

    /// The same with the article.
    pub(super) fn the_key(&self, key: &Key) -> String {
        match key.0.as_str() {
            "by" => "الفاعل".to_owned(),
            "against" => "الجهة التي يوجَّه إليها الفعل أو ضدها".to_owned(),
            "zone" => "المنطقة".to_owned(),
            "item" => "البند".to_owned(),
            other => format!("البيان {}", quoted(&labels::key(self.agreement, other))),
        }
    }
}
