//! Rules read back in Arabic: Modern Standard Arabic in the register of legal texts. No native reader has reviewed it.

mod ask;
mod counting;
mod phrases;
mod subject;
mod types;

use jiff::civil::{Date, Weekday};
use provisions::{
    Agreement, Attribute, Baseline, BaselineClaim, Conversion, Declared, Duty, EventType, Interval, Line, Milestone,
    Moment, NamedCalendar, Reserve, Selection, State, Trigger, TriggerDate, Turning, Value, ValueFrom, Zone,
};
use rust_decimal::Decimal;

use super::labels::{self, Edge};
use super::tongue::Tongue;
use phrases::{all_of, one_of, quoted};

/// Arabic, about one agreement.
pub(super) struct Arabic<'a> {
    pub(super) agreement: &'a Agreement,
}

impl Tongue for Arabic<'_> {
    fn asks(&self, duty: &Duty) -> String {
        self.duty(duty)
    }

    fn except(&self, except: &Selection) -> String {
        format!("يُستثنى من ذلك ويبقى مباحاً ما يلي: {}.", self.selection(except))
    }

    fn reserve(&self, reserve: &Reserve) -> String {
        let ground = quoted(&labels::words(&reserve.ground));
        match reserve.parties.as_slice() {
            [] => format!("السبب {ground} محفوظ لكل ملزَم، ويجوز التمسك به."),
            parties => format!("السبب {ground} محفوظ {}، ويجوز التمسك به.", self.subject(parties).to),
        }
    }

    fn qualified(&self, quality: &str) -> String {
        let quality = quoted(&labels::words(quality));
        format!("لا يُعتد بالفعل إلا إذا أثبتت نتيجة تحقق اتصافه بما يلي: {quality}.")
    }

    fn waived(&self, by: &[String]) -> String {
        format!("يُعفى من ذلك بقرار من {}، إلى أن يُنهي قرار لاحق هذا الإعفاء.", one_of(&self.actors(by)))
    }

    fn counted_completely(&self) -> String {
        "يعلن الاتفاق أن العدّ كامل: فما لم يُبلَّغ عنه لم يحدث.".to_owned()
    }

    fn coverage(&self, share: Decimal) -> String {
        let share = labels::number(share);
        format!("يجب أن يكون ما لا يقل عن {share} % من الوقت قد خضع للرصد قبل القول بعدم تسجيل أي خرق.")
    }

    fn coverage_of_all(&self, share: Decimal) -> String {
        let share = labels::number(share);
        format!(
            "كما في جميع قواعد الاتفاق، يجب أن يكون ما لا يقل عن {share} % من الوقت قد خضع للرصد قبل القول بعدم تسجيل أي خرق."
        )
    }

    fn value_from(&self, words: &str) -> String {
        format!("الأرقام مأخوذة من {}.", quoted(words))
    }

    fn value(&self, value: &Value) -> String {
        let label = quoted(&value.label);
        match &value.from {
            ValueFrom::Text(figure) => format!("القيمة {label} هي {}، كما ينص الاتفاق.", labels::number(*figure)),
            ValueFrom::Agreement { file, rule, figure: Some(figure) } => {
                let (figure, rule, file) = (labels::number(*figure), quoted(rule), quoted(file));
                format!("القيمة {label} هي {figure}، وهي قيمة القاعدة {rule} في الاتفاق {file}.")
            }
            ValueFrom::Agreement { file, rule, figure: None } => {
                let (rule, file) = (quoted(rule), quoted(file));
                format!("القيمة {label} هي قيمة القاعدة {rule} في الاتفاق {file}، ولم تتيسر قراءتها فيه.")
            }
            ValueFrom::Decision(by) => format!("تُحدَّد القيمة {label} بقرار من {}.", one_of(&self.actors(by))),
        }
    }

    fn baseline(&self, baseline: &Baseline) -> String {
        let name = self.baseline_name(baseline);
        if baseline.sealed {
            return format!("مقدار {name} معلن ومحفوظ سراً، فلا يمكن حساب أي نسبة منه.");
        }
        match baseline.claims.as_slice() {
            [] => format!("لم يُعلن مقدار {name}، فلا يمكن حساب أي نسبة منه."),
            [claim] => format!("مقدار {name} هو {}.", self.as_claimed(claim)),
            claims => {
                let claims: Vec<String> = claims.iter().map(|claim| self.as_claimed(claim)).collect();
                format!("مقدار {name} محل خلاف: {}.", claims.join("؛ "))
            }
        }
    }

    fn because(&self, because: &str) -> String {
        format!("السبب: {}.", quoted(because))
    }

    fn supplied_by(&self, names: &[String]) -> String {
        format!("يمكن أن يأتي ما ينقص من {}.", one_of(&self.actors(names)))
    }

    fn reading(&self, name: &str, held_by: &[String], of: usize) -> String {
        let held = match held_by {
            [] => "ولم يُذكر من يأخذ بها".to_owned(),
            names => format!("ويأخذ بها {}", all_of(&self.actors(names))),
        };
        format!("هذه هي القراءة {}، {held}؛ وعدد قراءات القاعدة {of}.", quoted(name))
    }

    fn date_taken(&self, trigger: &Trigger, date: &TriggerDate) -> String {
        let (label, at) = (quoted(&trigger.label), self.moment(&date.at, Edge::First));
        let claimed = self.claimed("بالموعد", &date.reading, &date.held_by);
        format!("في ما يخص {label}، تأخذ هذه القراءة {claimed}: {at}.")
    }

    fn claim_taken(&self, baseline: &Baseline, claim: &BaselineClaim) -> String {
        let (name, amounts) = (self.baseline_name(baseline), self.declared(&claim.amounts));
        let claimed = self.claimed("بالمقدار", &claim.reading, &claim.held_by);
        format!("في ما يخص {name}، تأخذ هذه القراءة {claimed}: {amounts}.")
    }

    fn entry_into_force(&self) -> String {
        let from = self.agreement.in_force.from.as_ref();
        let from = from.map_or("موعد لا يذكره".to_owned(), |from| self.moment(from, Edge::First));
        format!("يدخل الاتفاق حيز النفاذ في {from}.")
    }

    fn event(&self, event: &EventType) -> String {
        let parts: Vec<String> = labels::parts_of(event).map(|name| self.event_name(name)).collect();
        let name = self.event_name(&event.id);
        format!("{name} هو كل مما يلي، وكذلك ما يُبلَّغ عنه بهذا الاسم ذاته: {}.", all_of(&parts))
    }

    fn zone(&self, zone: &Zone) -> String {
        let mut says: Vec<String> = Vec::new();
        says.extend(zone.within.iter().map(|outer| format!("تقع ضمن {}", self.zone_name(outer))));
        says.extend(zone.bands.iter().map(|near| format!("هي ما يقع {}", self.near(near))));
        let outlines =
            zone.outlines.iter().map(|outline| self.drawn("حدودها هي الواردة", &outline.annex, &outline.held));
        says.extend(outlines);
        says.extend(zone.annex_missing.iter().map(|why| no_annex("حدودها", why)));
        told("المنطقة", &zone.label, &says, "لا يذكر الاتفاق موقعها")
    }

    fn line(&self, line: &Line) -> String {
        let courses = line.courses.iter().map(|course| self.drawn("مساره هو الوارد", &course.annex, &course.held));
        let mut says: Vec<String> = courses.collect();
        says.extend(line.annex_missing.iter().map(|why| no_annex("مساره", why)));
        told("الخط", &line.label, &says, "لا يذكر الاتفاق موقعه")
    }

    fn state(&self, state: &State) -> String {
        let mut says: Vec<String> = Vec::new();
        says.extend(state.each.iter().map(|key| format!("يُنظر فيه لكل {} على حدة", self.key(key))));
        says.extend(state.spans.iter().map(|span| format!("يكون قائماً {}", self.bounds(span))));
        says.extend(
            state
                .prolonged_while
                .iter()
                .map(|other| format!("يستمر بعد نهاية يحددها النص ما دام الوضع {} قائماً", self.state_name(other))),
        );
        if !state.decided_by.is_empty() {
            says.push(format!("يبدأ وينتهي بقرارات من {}", one_of(&self.actors(&state.decided_by))));
        }
        told("الوضع", &state.label, &says, "لا شيء يبيّن متى يكون قائماً")
    }

    fn trigger(&self, trigger: &Trigger) -> String {
        let dates = trigger.dates.iter().map(|date| format!("هو {}", self.moment(&date.at, Edge::First)));
        let mut says: Vec<String> = dates.collect();
        if !trigger.decided_by.is_empty() {
            let by = one_of(&self.actors(&trigger.decided_by));
            says.push(match trigger.dates.is_empty() {
                true => format!("يحدده أول قرار بشأنه من {by}"),
                false => format!("يبقى تاريخ النص أيّاً كان قرار {by} بشأنه"),
            });
        }
        told("الموعد", &trigger.label, &says, "لا شيء يحدده")
    }

    fn milestone(&self, milestone: &Milestone) -> String {
        format!("تُبلَغ المرحلة {} متى حدث ما يلي: {}.", quoted(&milestone.label), self.reached(&milestone.when))
    }

    fn attribute(&self, attribute: &Attribute) -> String {
        let turned = |turning: &Turning| {
            let whose = if turning.to_them {
                "موجَّهاً إلى الفاعل أو ضده"
            } else {
                "من قِبل الفاعل"
            };
            format!("{}، {whose}", self.selection(&turning.with))
        };
        let mut says: Vec<String> = Vec::new();
        says.extend(attribute.begins.iter().map(|one| format!("تثبت للفاعل اعتباراً مما يلي: {}", turned(one))));
        says.extend(attribute.ends.iter().map(|one| format!("تزول عن الفاعل بما يلي: {}", turned(one))));
        if !attribute.decided_by.is_empty() {
            let by = one_of(&self.actors(&attribute.decided_by));
            says.push(format!("تثبت وتزول بقرارات من {by}، وهي مقدَّمة على الوقائع"));
        }
        told("الصفة", &attribute.label, &says, "لا شيء يبيّن لمن تثبت")
    }

    fn conversion(&self, conversion: &Conversion) -> String {
        let from = quoted(&labels::words(&conversion.from));
        let to = quoted(&labels::words(&conversion.to));
        let by = one_of(&self.actors(&conversion.decided_by));
        let Some((n, of)) = conversion.ratio else {
            return format!("يُحدَّد بقرار من {by} كم من {from} يعادل 1 {to}.");
        };
        let counts = format!("يُحسب كل {} {from} بما يعادل {} {to}", labels::number(n), labels::number(of));
        match conversion.decided_by.is_empty() {
            true => format!("{counts}."),
            false => format!("اعتباراً من أول قرار بشأن ذلك من {by}، {counts}."),
        }
    }

    fn working_days(&self) -> String {
        let calendar = &self.agreement.calendar;
        format!("أيام العمل هي جميع الأيام{}.", rest(&calendar.weekend, calendar.holidays.iter()))
    }

    fn calendar(&self, calendar: &NamedCalendar) -> String {
        let name = quoted(&labels::words(&calendar.id));
        let rest = rest(&calendar.weekend, calendar.holidays.iter());
        format!("أيام العمل وفق التقويم {name} هي جميع الأيام{rest}.")
    }

    fn time_zone(&self) -> String {
        format!("الأيام والساعات محسوبة بالمنطقة الزمنية {}.", quoted(&self.agreement.calendar.zone_name))
    }
}

impl Arabic<'_> {
    fn declared(&self, amounts: &[Declared]) -> String {
        let each = amounts.iter().map(|one| {
            let unit = one.unit.as_deref().map_or(String::new(), |unit| format!(" {}", quoted(&labels::words(unit))));
            let since = one.since.map_or(String::new(), |since| {
                format!("، معلناً اعتباراً من {}", self.moment(&Moment::At(since), Edge::First))
            });
            format!("{}{unit}{since}", labels::number(one.amount))
        });
        each.collect::<Vec<_>>().join("، ثم ")
    }

    fn as_claimed(&self, claim: &BaselineClaim) -> String {
        let reading = claim.reading.as_deref();
        let reading = reading.map_or(String::new(), |name| format!(" في القراءة {}", quoted(name)));
        format!("{}{reading}", self.declared(&claim.amounts))
    }

    fn claimed(&self, what: &str, reading: &Option<String>, held_by: &[String]) -> String {
        let named = reading.as_deref().map_or(String::new(), |name| format!(" المدّعى به بوصفه {}", quoted(name)));
        let held = match held_by {
            [] => String::new(),
            names => format!("، الذي يأخذ به {}", all_of(&self.actors(names))),
        };
        format!("{what}{named}{held}")
    }

    fn bounds(&self, span: &Interval<Moment>) -> String {
        let from = span.from.as_ref().map(|from| format!("من {}", self.moment(from, Edge::First)));
        let until = span.until.as_ref().map(|until| format!("حتى {}", self.moment(until, Edge::Until)));
        from.into_iter().chain(until).collect::<Vec<_>>().join(" ")
    }

    fn drawn(&self, what: &str, annex: &str, held: &Interval<jiff::Timestamp>) -> String {
        let held = Interval { from: held.from.map(Moment::At), until: held.until.map(Moment::At) };
        let bounds = self.bounds(&held);
        let bounds = if bounds.is_empty() { String::new() } else { format!(" {bounds}") };
        format!("{what} في الملحق {}{bounds}", quoted(annex))
    }
}

/// `النوع «…»: كذا؛ كذا.`
fn told(sort: &str, label: &str, says: &[String], nothing: &str) -> String {
    let says = if says.is_empty() { nothing.to_owned() } else { says.join("؛ ") };
    format!("{sort} {}: {says}.", quoted(label))
}

fn no_annex(what: &str, why: &str) -> String {
    let why = if why.is_empty() { String::new() } else { format!("، والسبب: {}", quoted(why)) };
    format!("لا يتضمن الاتفاق {what}{why}")
}

/// All days but these.
fn rest<'d>(weekend: &[Weekday], holidays: impl Iterator<Item = &'d Date>) -> String {
    let mut days: Vec<String> = weekend.iter().map(|day| format!("أيام {}", weekday(*day))).collect();
    days.extend(holidays.map(|day| format!("يوم {}", phrases::date(*day))));
    if days.is_empty() { String::new() } else { format!(" ما عدا {}", all_of(&days)) }
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "الاثنين",
        Weekday::Tuesday => "الثلاثاء",
        Weekday::Wednesday => "الأربعاء",
        Weekday::Thursday => "الخميس",
        Weekday::Friday => "الجمعة",
        Weekday::Saturday => "السبت",
        Weekday::Sunday => "الأحد",
    }
}

/// A base type of event.
pub(super) fn base_type(name: &str) -> Option<&'static str> {
    types::label(name)
}
