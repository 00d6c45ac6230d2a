//! What forms say, in each language. The Arabic has not been read by a native reader yet.

/// Languages of the forms, as Collect shows them.
pub(super) const LANGUAGES: [&str; 2] = ["English (en)", "العربية (ar)"];

/// A text in each of the languages.
pub(super) type Said = [String; 2];

/// The same words in every language: names and words of the agreement.
pub(super) fn as_written(text: &str) -> Said {
    [text.to_owned(), text.to_owned()]
}

/// The text of that name.
pub(super) fn said(name: &str) -> Said {
    let found = WORDS.iter().find(|(known, ..)| *known == name);
    found.map_or_else(|| as_written(name), |(_, english, arabic)| [(*english).to_owned(), (*arabic).to_owned()])
}

const WORDS: &[(&str, &str, &str)] = &[
    ("form", "Report", "بلاغ"),
    ("patrol", "Patrol", "دورية"),
    ("when", "When", "متى"),
    ("when_known", "How well do you know when?", "ما مدى دقة معرفتك بالوقت؟"),
    ("time", "The time", "الساعة"),
    ("day", "The day", "اليوم"),
    ("span", "Some days", "عدة أيام"),
    ("at", "Day and time", "اليوم والساعة"),
    ("first", "First day", "أول يوم"),
    ("last", "Last day", "آخر يوم"),
    ("last_before_first", "The last day is before the first.", "آخر يوم قبل أول يوم."),
    ("where", "Where", "أين"),
    ("where_known", "How will you say where?", "كيف ستحدد المكان؟"),
    ("point", "A place on the map", "مكان على الخريطة"),
    (
        "point_hint",
        "Where it happened, not where you are. If a position could put anybody at risk, choose a zone.",
        "حيث وقع الحدث، لا حيث أنت. إذا كان تحديد الموقع يعرّض أحدًا للخطر فاختر منطقة.",
    ),
    ("zone", "A zone", "منطقة"),
    ("words", "Words only", "كلمات فقط"),
    ("place", "The place in words", "المكان بالكلمات"),
    ("basis", "How do you know?", "كيف عرفت؟"),
    ("seen", "I saw it", "رأيته"),
    ("heard", "I heard it", "سمعته"),
    ("sensor", "A sensor recorded it", "سجّله جهاز رصد"),
    ("trace", "I saw its traces", "رأيت آثاره"),
    ("told", "Somebody told me", "أخبرني أحد"),
    ("told_by", "Who told you? Never a name.", "من أخبرك؟ لا تكتب اسمًا أبدًا."),
    ("resident", "A resident", "أحد السكان"),
    ("medical", "Somebody of a medical service", "أحد العاملين في خدمة طبية"),
    ("aid_worker", "An aid worker", "عامل إغاثة"),
    ("journalist", "A journalist", "صحفي"),
    ("official", "An official", "مسؤول"),
    ("soldier", "Somebody of an armed force", "أحد أفراد قوة مسلحة"),
    ("somebody", "Somebody else", "شخص آخر"),
    ("observer", "Where you stood", "أين كنت"),
    ("observer_point", "Your position", "موقعك"),
    ("bearing", "Direction in degrees from north", "الاتجاه بالدرجات من الشمال"),
    ("bearing_limits", "From 0 to 360.", "من 0 إلى 360."),
    ("distance_m", "Distance in metres", "المسافة بالأمتار"),
    ("detonations", "Detonations counted", "عدد الانفجارات"),
    ("act", "What happened", "ماذا حدث"),
    ("act_again", "Another act", "فعل آخر"),
    ("type", "What was it?", "ماذا كان؟"),
    ("by", "Who did it, as you or those who told you believe?", "من فعله، بحسب اعتقادك أو اعتقاد من أخبرك؟"),
    ("to", "Whom was it done to, or who received?", "على من وقع، أو من تسلّم؟"),
    ("unknown", "Not known", "غير معروف"),
    ("nobody", "Nobody in particular", "لا أحد بعينه"),
    ("other", "Somebody else", "جهة أخرى"),
    ("other_name", "Which group or unit? Never a person's name.", "أي مجموعة أو وحدة؟ لا تكتب اسم شخص أبدًا."),
    ("item", "About what: goods, a crossing, a kind of weapon", "بشأن ماذا: بضائع، معبر، نوع سلاح"),
    ("quantity", "How many or how much", "كم العدد أو المقدار"),
    ("unit", "In which unit", "بأي وحدة"),
    ("killed", "Killed", "القتلى"),
    ("injured", "Injured", "الجرحى"),
    ("not_negative", "Not less than nothing.", "ليس أقل من صفر."),
    ("victim", "Who was harmed", "من تضرّر"),
    ("harm", "What befell them?", "ماذا أصابهم؟"),
    ("was_killed", "Killed", "قُتل"),
    ("was_injured", "Injured", "جُرح"),
    ("was_detained", "Detained", "احتُجز"),
    ("group", "Who were they?", "من هم؟"),
    ("civilian", "Civilian", "مدني"),
    ("combatant", "Combatant", "مقاتل"),
    ("age", "Age", "العمر"),
    ("child", "Child", "طفل"),
    ("adult", "Adult", "بالغ"),
    ("consent", "What those who told you agree to", "ما يوافق عليه من أخبرك"),
    ("consent_recorded", "May what they say be recorded?", "هل يجوز تسجيل كلامهم؟"),
    ("consent_quoted", "May it be quoted without a name?", "هل يجوز الاقتباس منه دون اسم؟"),
    ("consent_shared", "With whom may it be shared?", "مع من تجوز مشاركته؟"),
    ("yes", "Yes", "نعم"),
    ("no", "No", "لا"),
    ("mission_only", "With nobody outside the mission", "لا أحد خارج البعثة"),
    ("bodies", "With the bodies of the agreement", "هيئات الاتفاق"),
    ("public", "With anybody", "أي جهة"),
    ("text", "In your own words. No names of private persons.", "بكلماتك. دون أسماء أشخاص."),
    ("language", "Language of these words", "لغة هذه الكلمات"),
    ("picture", "Photographs", "صور"),
    ("photo", "A photograph", "صورة"),
    ("serial", "Serial number, or a mark that you gave it", "الرقم التسلسلي، أو علامة وضعتها أنت"),
    ("marking", "Other markings", "علامات أخرى"),
    ("condition", "Its condition", "حالته"),
    ("consignment", "Name or number of the consignment", "اسم الشحنة أو رقمها"),
    ("destination", "Where it goes", "وجهتها"),
    ("crossing", "By which crossing", "عبر أي معبر"),
    ("request", "Name or number of the request", "اسم الطلب أو رقمه"),
    ("project", "For which project", "لأي مشروع"),
    ("with", "Further delegations, separated by semicolons", "وفود أخرى، تفصل بينها فاصلة منقوطة"),
    ("began", "Began", "البداية"),
    ("ended", "Ended", "النهاية"),
    ("end_before_begin", "It ends before it begins.", "تنتهي قبل أن تبدأ."),
    ("means", "By what means", "بأي وسيلة"),
    ("means_patrol", "Patrol", "دورية"),
    ("means_post", "Fixed post", "نقطة ثابتة"),
    ("means_drone", "Drone", "طائرة مسيّرة"),
    ("means_camera", "Camera", "كاميرا"),
    ("of", "What would you have seen? Leave empty for everything.", "ماذا كنت سترى؟ اتركه فارغًا إن كان كل شيء."),
    ("track", "Your track. It stays inside the mission.", "مسارك. يبقى داخل البعثة."),
    ("denial", "Where you were kept from looking", "حيث مُنعت من النظر"),
    ("denied_by", "Who kept you from it?", "من منعك؟"),
    ("denied_means", "How: checkpoint, mines, weather", "كيف: حاجز، ألغام، طقس"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_stands_once_and_in_every_language() {
        for (name, english, arabic) in WORDS {
            assert_eq!(WORDS.iter().filter(|(other, ..)| other == name).count(), 1, "{name}");
            assert!(!english.is_empty() && arabic.chars().any(|c| ('\u{600}'..'\u{700}').contains(&c)), "{name}");
        }
    }
}
