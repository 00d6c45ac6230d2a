//! Submissions of field forms (OpenRosa): each act becomes a row of the reports format, a patrol its observation and what it was
//! kept from. Names of questions are names of columns; `views::forms` makes the forms.
//!
//! What a form of another make sends is kept by whoever received it and read by nobody: it gives no report.

use jiff::tz::TimeZone;
use records::{Report, Statement};

use crate::reports;
use crate::row::Row;
use crate::xml::{self, Element};

/// A submission as a client sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Id of the form.
    pub form: String,
    /// Version of the form.
    pub version: String,
    /// What makes it this submission: two with one are one.
    pub instance: String,
    /// The submission that this one takes the place of.
    pub replaces: Option<String>,
    /// Whether it is enciphered: then there is nothing to read.
    pub is_sealed: bool,
    /// Names of the files that belong to it.
    pub files: Vec<String>,
    root: Element,
}

/// Columns that an act does not state: they belong to the whole, to who received it, or to other groups of the form.
const NOT_OF_ACTS: [&str; 12] = [
    "by",
    "by_name",
    "to",
    "to_name",
    "start",
    "end",
    "date_precision",
    "zone",
    "lon",
    "lat",
    "place",
    "place_precision",
];

impl Submission {
    /// Reads one; the error is one sentence.
    pub fn read(bytes: &[u8]) -> Result<Submission, String> {
        let root = xml::read(bytes)?;
        let meta = root.child("meta");
        let of_meta =
            |name: &str| meta.map(|meta| meta.answer(name)).filter(|text| !text.is_empty()).map(str::to_owned);
        // Old clients put it on the root.
        let instance = of_meta("instanceID").or_else(|| Some(root.attribute("instanceID").to_owned()));
        let instance = instance.filter(|id| !id.is_empty()).ok_or("the submission has no instanceID")?;
        if root.attribute("id").is_empty() {
            return Err("the submission does not say of which form it is".to_owned());
        }
        if instance.len() > 200 {
            return Err("the instanceID is too long".to_owned());
        }
        let is_sealed = root.attribute("encrypted") == "yes";
        let mut files: Vec<String> = root.all("picture").map(|picture| picture.answer("photo").to_owned()).collect();
        files.extend(root.all("media").map(|media| media.answer("file").to_owned()));
        files.extend(root.child("encryptedXmlFile").map(|file| file.text.trim().to_owned()));
        files.retain(|file| !file.is_empty());
        Ok(Submission {
            form: root.attribute("id").to_owned(),
            version: root.attribute("version").to_owned(),
            instance,
            replaces: of_meta("deprecatedID"),
            is_sealed,
            files,
            root,
        })
    }

    /// The first answer of that name; empty where there is none.
    pub fn answer(&self, name: &str) -> &str {
        self.root.answer(name)
    }

    /// One that a form server exported: the answers of a form of ours.
    pub(crate) fn of_tree(root: Element, instance: &str, is_patrol: bool) -> Submission {
        Submission {
            form: if is_patrol { ".patrol" } else { "" }.to_owned(),
            version: String::new(),
            instance: instance.to_owned(),
            replaces: None,
            is_sealed: false,
            files: Vec::new(),
            root,
        }
    }

    /// The reports that it makes, told by that source. `id` stands for the submission, or for the first that it takes the place
    /// of, so that what was edited is a correction. Each that cannot be used is a sentence.
    pub fn reports(&self, source: &str, id: &str, zone: &TimeZone) -> Vec<Result<Report, String>> {
        if self.form.ends_with(".patrol") {
            return self.of_patrol(source, id).into_iter().map(|row| row.report(zone)).collect();
        }
        // A phone tells what happened. Decisions, findings and the like count by who says them, and do not come by this way.
        let happened = |report: Report| match report.statement {
            Statement::Happening(_) => Ok(report),
            _ => Err("it is of a type that no form asks for".to_owned()),
        };
        self.of_acts(source, id).into_iter().map(|row| row.report(zone).and_then(happened)).collect()
    }

    fn of_acts(&self, source: &str, id: &str) -> Vec<Columns> {
        let consent = |name: &str| self.root.child("consent").map_or("", |consent| consent.answer(name));
        let mut out = Vec::new();
        for (place, act) in self.root.all("act").enumerate() {
            let is_first = place == 0;
            let own_id = if is_first { id.to_owned() } else { format!("{id}-{}", place + 1) };
            let mut row = Columns::of(source, own_id);
            row.about_act(act);
            row.about_time(&self.root);
            row.about_place(&self.root);
            row.set("basis", self.root.answer("basis"));
            row.set("origin", self.root.answer("told_by"));
            row.set("reported_at", self.root.answer("form_closed"));
            row.about_observer(&self.root);
            for name in ["consent_recorded", "consent_quoted", "consent_shared"] {
                row.set(name, consent(name));
            }
            // Words and victims belong to the whole: they are told once.
            if is_first && consent("consent_recorded") == "no" {
                // Whoever told it does not agree to it: the words go no further than the submission, whatever client sent them.
                row.about_victims(&self.root);
            } else if is_first {
                row.set("text", self.root.child("text").map_or("", |text| text.text.trim()));
                row.set("language", self.root.child("language").map_or("", |language| language.text.trim()));
                row.about_victims(&self.root);
            }
            out.push(row);
        }
        out
    }

    fn of_patrol(&self, source: &str, id: &str) -> Vec<Columns> {
        let own = |name: &str| self.root.child(name).map_or("", |child| child.text.trim());
        let mut out = Vec::new();
        let mut row = Columns::of(source, id.to_owned());
        row.set("type", "observation");
        for name in ["start", "end", "of", "text"] {
            row.set(name, own(name));
        }
        row.set("zone", &decoded(own("zone")));
        row.set("means", own("means").trim_start_matches("means_"));
        row.set("reported_at", own("form_closed"));
        out.push(row);
        for (place, denial) in self.root.all("denial").enumerate() {
            let mut row = Columns::of(source, format!("{id}-denial-{}", place + 1));
            row.set("type", "access_denied");
            for name in ["start", "end", "means"] {
                row.set(name, denial.answer(name));
            }
            row.set("zone", &decoded(denial.answer("zone")));
            row.set("by", &actor(denial, "by"));
            row.set("reported_at", own("form_closed"));
            out.push(row);
        }
        out
    }
}

/// Columns of the reports format, and their values.
struct Columns {
    names: Vec<String>,
    values: csv::StringRecord,
}

impl Columns {
    fn of(source: &str, id: String) -> Columns {
        let mut out = Columns { names: Vec::new(), values: csv::StringRecord::new() };
        out.set("id", &id);
        out.set("source", source);
        out
    }

    fn set(&mut self, name: &str, value: &str) {
        if !value.is_empty() && !self.names.iter().any(|known| known == name) {
            self.names.push(name.to_owned());
            self.values.push_field(value);
        }
    }

    fn report(&self, zone: &TimeZone) -> Result<Report, String> {
        reports::report(&Row { line: 0, names: &self.names, values: &self.values }, zone)
    }

    fn about_act(&mut self, act: &Element) {
        self.set("by", &actor(act, "by"));
        self.set("to", &actor(act, "to"));
        for answer in &act.children {
            let name = answer.name.as_str();
            if !NOT_OF_ACTS.contains(&name) && !reports::OWN.contains(&name) {
                self.set(&answer.name, &decoded(answer.text.trim()));
            }
        }
    }

    fn about_time(&mut self, root: &Element) {
        let Some(time) = root.child("time") else { return };
        match time.answer("when_known") {
            "time" => {
                self.set("start", time.answer("at"));
                self.set("date_precision", "hour");
            }
            "span" => {
                self.set("start", time.answer("first"));
                self.set("end", time.answer("last"));
                self.set("date_precision", span_precision(time.answer("first"), time.answer("last")));
            }
            _ => self.set("start", time.answer("day")),
        }
    }

    fn about_place(&mut self, root: &Element) {
        self.set("zone", &decoded(root.child("space").map_or("", |space| space.answer("zone"))));
        self.set("place", root.child("space").map_or("", |space| space.answer("place")));
        let point = root.child("space").map_or("", |space| space.answer("point"));
        if let Some((lat, lon, metres)) = geopoint(point) {
            self.set("lat", lat);
            self.set("lon", lon);
            // A device tells how sure it is; a place picked on a map has no such number.
            if metres > 0 {
                self.set("place_precision", &format!("{metres}m"));
            }
        }
    }

    fn about_observer(&mut self, root: &Element) {
        let Some(observer) = root.child("observer") else { return };
        if let Some((lat, lon, _)) = geopoint(observer.answer("observer_point")) {
            self.set("observer_lat", lat);
            self.set("observer_lon", lon);
        }
        for name in ["bearing", "distance_m", "detonations"] {
            self.set(name, observer.answer(name));
        }
    }

    /// Those harmed, one by one, in words; their numbers where no others are given.
    fn about_victims(&mut self, root: &Element) {
        let harmed: Vec<&Element> = root.all("victim").filter(|victim| !victim.answer("harm").is_empty()).collect();
        let of = |harm: &str| harmed.iter().filter(|victim| victim.answer("harm") == harm).count();
        for (harm, column) in [("was_killed", "killed"), ("was_injured", "injured")] {
            if of(harm) > 0 {
                self.set(column, &of(harm).to_string());
            }
        }
        let words = |victim: &&Element| {
            let all = ["harm", "group", "age"].map(|name| victim.answer(name).trim_start_matches("was_"));
            all.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
        };
        self.set("victims", &harmed.iter().map(words).collect::<Vec<_>>().join("; "));
    }
}

/// An actor: the name of another where one was written in, nothing where nobody knows.
fn actor(of: &Element, column: &str) -> String {
    match of.answer(column) {
        "other" => of.answer(&format!("{column}_name")).to_owned(),
        "unknown" | "nobody" => String::new(),
        id => decoded(id),
    }
}

/// `latitude longitude altitude accuracy`, as ODK writes points; the accuracy rounded up.
pub(crate) fn geopoint(text: &str) -> Option<(&str, &str, u32)> {
    let mut parts = text.split_whitespace();
    let (lat, lon) = (parts.next()?, parts.next()?);
    let metres = parts.nth(1).and_then(|metres| metres.parse::<f64>().ok()).unwrap_or(0.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the limits set before")]
    let metres = metres.clamp(0.0, 1_000_000.0).ceil() as u32;
    Some((lat, lon, metres))
}

/// That it happened somewhere in a span of days, in UCDP's codes.
fn span_precision(first: &str, last: &str) -> &'static str {
    let days = |text: &str| text.parse::<jiff::civil::Date>().ok();
    let length =
        days(first).zip(days(last)).and_then(|(first, last)| first.until(last).ok()).map(|span| span.get_days());
    match length {
        Some(..=0) => "day",
        Some(1..=6) => "2",
        Some(7) => "3",
        Some(8..=31) => "4",
        _ => "5",
    }
}

/// Values of options have their blanks written as `%20`.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = text.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (byte, hex) {
            (b'%', Some(hex)) => {
                out.push(hex);
                at += 3;
            }
            _ => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "<data id='truce.a.fire' version='1.1' xmlns:orx='http://openrosa.org/xforms'>
        <form_opened>2030-03-02T09:00:00.000+02:00</form_opened><form_closed>2030-03-02T09:10:00.000+02:00</form_closed>
        <act><type>shelling</type><by>north</by><to>nobody</to><quantity/><killed/><injured/><calibre>heavy%20gun</calibre></act>
        <act><type>shooting</type><by>other</by><by_name>river brigade</by_name><to>south</to><killed>1</killed></act>
        <time><when_known>time</when_known><at>2030-03-02T08:15:00.000+02:00</at><day/></time>
        <space><where_known>point</where_known><point>31.5 34.4 0.0 12.3</point><zone/><place>mill</place></space>
        <basis>heard</basis><told_by/>
        <observer><observer_point>31.4 34.4 0 5</observer_point><bearing>90</bearing><distance_m>800</distance_m></observer>
        <victim><harm>was_killed</harm><group>civilian</group><age>child</age></victim>
        <victim><harm>was_injured</harm><group>unknown</group><age/></victim>
        <victim><harm>was_killed</harm></victim>
        <consent/><text>Two rounds &amp; shots.</text><language>ar</language>
        <picture><photo>a.jpg</photo></picture><picture><photo/></picture>
        <orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>";

    #[test]
    fn each_act_is_a_report_and_the_whole_is_told_once() {
        let submission = Submission::read(ONE.as_bytes()).unwrap();
        assert_eq!((submission.form.as_str(), submission.instance.as_str()), ("truce.a.fire", "uuid:1"));
        assert_eq!(submission.files, ["a.jpg"]);
        let reports: Vec<Report> =
            submission.reports("patrol-3", "uuid:1", &TimeZone::UTC).into_iter().map(Result::unwrap).collect();
        let [first, second] = &reports[..] else { panic!("{reports:?}") };
        assert_eq!((first.id.as_str(), second.id.as_str()), ("uuid:1", "uuid:1-2"));
        let (Statement::Happening(one), Statement::Happening(two)) = (&first.statement, &second.statement) else {
            panic!("{reports:?}")
        };
        assert_eq!(
            (one.by.as_deref(), one.to.as_deref(), one.killed, one.injured),
            (Some("north"), None, Some(2), Some(1))
        );
        assert_eq!((two.by.as_deref(), two.killed, two.injured), (Some("river brigade"), Some(1), None));
        assert_eq!(one.fields["calibre"], "heavy gun");
        assert_eq!(one.fields["victims"], "killed civilian child; injured unknown; killed");
        assert!(!two.fields.contains_key("victims"));
        assert_eq!(one.when.start().to_string(), "2030-03-02T06:00:00Z");
        assert_eq!(one.place.precision.metres(), Some(13));
        assert_eq!(first.observer.unwrap().distance_m, Some(800));
        assert_eq!((first.text.as_deref(), second.text.as_deref()), (Some("Two rounds & shots."), None));
    }

    #[test]
    fn who_does_not_agree_to_be_recorded_is_not() {
        let text = ONE.replace("<consent/>", "<consent><consent_recorded>no</consent_recorded></consent>");
        let reports = Submission::read(text.as_bytes()).unwrap().reports("s", "i", &TimeZone::UTC);
        assert!(!format!("{reports:?}").contains("Two rounds"));
        let first = reports[0].as_ref().unwrap();
        let Statement::Happening(happening) = &first.statement else { panic!("{first:?}") };
        assert_eq!((&*happening.fields["consent_recorded"], happening.killed), ("no", Some(2)));
    }

    #[test]
    fn a_form_tells_what_happened_and_nothing_else() {
        for (type_, more) in [
            ("decision", "<sets>ceasefire</sets><turn>ends</turn>"),
            ("finding", "<event>a/1</event><fact>established</fact>"),
            ("account", "<of>shelling</of>"),
            ("tally", "<of>shelling</of>"),
            ("stance", "<on>1</on><position>objects</position>"),
        ] {
            let act = format!("<act><type>{type_}</type><by>commission</by><quantity>1</quantity>{more}</act>");
            let text = format!("{}{act}{}", &ONE[..ONE.find("<act>").unwrap()], &ONE[ONE.find("<time>").unwrap()..]);
            let reports = Submission::read(text.as_bytes()).unwrap().reports("s", "i", &TimeZone::UTC);
            assert_eq!(reports, [Err("it is of a type that no form asks for".to_owned())], "{type_}");
        }
        // Nor how credible it is, or whose word it is; and what an agreement calls `day` is no day of the whole.
        let text = ONE.replace(
            "<act><type>shelling</type>",
            "<act><type>shelling</type><credibility>1</credibility><origin>south</origin><day>market</day>",
        );
        let reports = Submission::read(text.as_bytes()).unwrap().reports("s", "i", &TimeZone::UTC);
        let first = reports[0].as_ref().unwrap();
        assert_eq!((first.credibility, first.origin.as_deref()), (None, None));
        let Statement::Happening(happening) = &first.statement else { panic!("{first:?}") };
        assert_eq!(
            (happening.when.start().to_string().as_str(), &*happening.fields["day"]),
            ("2030-03-02T06:00:00Z", "market")
        );
    }

    #[test]
    fn a_patrol_is_what_it_saw_and_what_it_was_kept_from() {
        let text = "<data id='truce.a.patrol' version='1.1'><start>2030-03-02T06:00:00Z</start><end>2030-03-02T18:00:00Z</end>
            <zone>valley</zone><means>means_patrol</means><of>shelling shooting</of><track>31 34 0 0; 31.1 34 0 0</track>
            <denial><zone>valley</zone><start>2030-03-02T10:00:00Z</start><end>2030-03-02T11:00:00Z</end><by>north</by><means>mines</means></denial>
            <meta><instanceID>uuid:2</instanceID><deprecatedID>uuid:1</deprecatedID></meta></data>";
        let submission = Submission::read(text.as_bytes()).unwrap();
        assert_eq!(submission.replaces.as_deref(), Some("uuid:1"));
        let reports = submission.reports("patrol-3", "uuid:1", &TimeZone::UTC);
        let [Ok(seen), Ok(denied)] = &reports[..] else { panic!("{reports:?}") };
        let Statement::Observation(seen) = &seen.statement else { panic!("{seen:?}") };
        assert_eq!((seen.of.len(), seen.means.as_deref()), (2, Some("patrol")));
        let Statement::AccessDenied(denied) = &denied.statement else { panic!("{denied:?}") };
        assert_eq!((denied.by.as_deref(), denied.means.as_deref()), (Some("north"), Some("mines")));
        // Where the patrol went is in no report.
        assert!(!format!("{reports:?}").contains("31.1"));
    }

    #[test]
    fn what_cannot_be_used_is_said() {
        assert!(Submission::read(b"<data id='a'/>").unwrap_err().contains("instanceID"));
        assert!(
            Submission::read(b"<data><meta><instanceID>u</instanceID></meta></data>").unwrap_err().contains("form")
        );
        let text = ONE.replace("<at>2030-03-02T08:15:00.000+02:00</at>", "<at>soon</at>");
        let reports = Submission::read(text.as_bytes()).unwrap().reports("s", "i", &TimeZone::UTC);
        assert!(reports.iter().all(|report| report.as_ref().unwrap_err().contains("soon")), "{reports:?}");
    }

    #[test]
    fn spans_are_as_vague_as_they_are_long() {
        let of = |days: &str| span_precision("2030-03-01", days);
        assert_eq!(
            [of("2030-03-01"), of("2030-03-04"), of("2030-03-08"), of("2030-03-30"), of("2030-06-01")],
            ["day", "2", "3", "4", "5"]
        );
        assert_eq!(decoded("a%20b%2"), "a b%2");
    }
}
