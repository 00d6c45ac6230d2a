# What pages say in Hebrew.
# No native reader has reviewed this translation yet.

# The frame of every page
skip-to-content = דילוג לתוכן
nav-main = ראשי
sign-in = כניסה
invented = הסכם זה והנתונים שבו בדויים.
moment-of-page = נכון ל־{ $as_of } · גודל יומן הרישום { $size } · גרסת ההסכם { $version }
as-of = נכון ליום
ledger-size = גודל יומן הרישום
show = הצגה
times-in-zone = השעות הן לפי { $it }.
bound-note = מוצג המידע הרשום כפי שהיה ידוע וכפי שעמד באותה עת.
show-latest = הצגת המצב הנוכחי
reproduces = באמצעות גרסת ההסכם, גודל יומן הרישום ונקודת הזמן הנשאלת אפשר לשחזר דף זה.
principle = מערכת Truce מעריכה; רק בני אדם קובעים. מה שמקור טוען מוצג כטענתו. מה שאינו ידוע אינו קיום ואינו הפרה.
back-to-board = חזרה ללוח המצב
page-board = לוח המצב
page-sources = מקורות
page-ledger = יומן הרישום
page-inbox = דיווחים נכנסים
page-events = אירועים
page-map = מפה
page-due = מועדים
page-registers = מרשמים
page-members = חברי המשימה
page-search = חיפוש
title-not-found = לא נמצא
title-not-understood = לא הובן
title-not-allowed = אין הרשאה
title-refused = לא בוצע
title-failed = אירעה תקלה
not-allowed = אין לך במשימה זו תפקיד המתיר זאת.
line-lost = הקשר נותק. מה שהוקלד נשמר; אפשר יהיה לשלוח אותו כשהקשר ישוב.
new-entries = { $n ->
    [one] רישום אחד נוסף ליומן מאז שהוצג דף זה.
    [two] שני רישומים נוספו ליומן מאז שהוצג דף זה.
   *[other] { $n } רישומים נוספו ליומן מאז שהוצג דף זה.
}
also-here = { $n ->
    [one] בעיון באירוע זה כעת גם: { $names }.
    [two] בעיון באירוע זה כעת גם: { $names }.
   *[other] בעיון באירוע זה כעת גם: { $names }.
}

# Numbers, days, lists
list-comma = ,_
day = { $day } { $month } { $year }
moment = { $day }, { $time }
month-1 = בינואר
month-2 = בפברואר
month-3 = במרץ
month-4 = באפריל
month-5 = במאי
month-6 = ביוני
month-7 = ביולי
month-8 = באוגוסט
month-9 = בספטמבר
month-10 = באוקטובר
month-11 = בנובמבר
month-12 = בדצמבר
from-to = מ־{ $first } עד { $last }
time-always = תמיד
time-from = החל מ־{ $it }
time-until = עד { $it }
due-at = המועד: { $it }
n-events = { $n ->
    [one] אירוע אחד
    [two] שני אירועים
   *[other] { $n } אירועים
}
n-rows = { $n ->
    [0] אין שורות
    [one] שורה אחת
    [two] שתי שורות
   *[other] { $n } שורות
}
n-bytes = { $n ->
    [one] בייט אחד
    [two] שני בייטים
   *[other] { $n } בייטים
}
n-found = { $n ->
    [0] לא נמצא דבר.
    [one] נמצאה תוצאה אחת.
    [two] נמצאו שתי תוצאות.
   *[other] נמצאו { $n } תוצאות.
}
n-tallies = { $n ->
    [one] סיכום אחד, לפי היום שעד אליו הוא מונה
    [two] שני סיכומים, לפי היום שעד אליו הם מונים
   *[other] { $n } סיכומים, לפי היום שעד אליו הם מונים
}
n-stances = { $n ->
    [one] רשומה עמדה מוצהרת אחת; היא מופיעה בדף של ההוראה שבה היא עוסקת.
    [two] רשומות שתי עמדות מוצהרות; הן מופיעות בדפים של ההוראות שבהן הן עוסקות.
   *[other] רשומות { $n } עמדות מוצהרות; הן מופיעות בדפים של ההוראות שבהן הן עוסקות.
}
yes = כן
no = לא
nothing = אין
not-stated = לא צוין
not-graded = לא דורג
quoted = ”{ $it }”
name-and-number = { $name } ({ $number })
name-and-tie = { $name } ({ $tie })

# Statuses: the program assesses, people find
status-met = קוים
status-no-breach-recorded = לא נרשמה הפרה
status-breach-indicated = סימנים להפרה
status-breach-found = הפרה שנקבעה
status-found-by = הפרה שנקבעה בידי { $by }, { $day }
status-overdue = חלף המועד
status-undetermined = לא הוכרע
status-pending = טרם הגיע המועד
status-not-in-force = אינו בתוקף
status-late = { $it }, באיחור
status-because = { $status }: { $reason }
status-scored = { $status }; { $scores }
score-of = ציון { $score } מתוך 3 מאת { $by }
score-withheld = ניתן ציון מאת { $it }; הוא יוצג לאחר שגורם מעריך נוסף ייתן ציון
outcome-of-part = { $part }: { $outcome }
reason-term-undefined = מונח לא הוגדר
reason-no-baseline = אין נתוני בסיס
reason-units-not-comparable = היחידות אינן ניתנות להשוואה
reason-trigger-disputed = האירוע המפעיל שנוי במחלוקת
reason-time-imprecise = הזמן אינו מדויק
reason-place-imprecise = המקום אינו מדויק
reason-author-unknown = מבצע לא ידוע
reason-count-incomplete = הספירה אינה שלמה
reason-not-verified = לא אומת
reason-allegations-open = קיימות טענות פתוחות
reason-no-access = אין גישה
reason-qualifier-needs-finding = הסייג טעון קביעה
reason-to-be-agreed = טעון הסכמה
reason-annex-missing = הנספח חסר
reason-claimed-only = טענה בלבד
reason-nothing-reported = לא דווח דבר

# Levels: how well a thing is known
level-alleged = נטען
level-corroborated = מחוזק
level-verified = מאומת
level-means-alleged = לפחות מקור אחד אומר זאת
level-means-corroborated = מקורות ראשוניים בלתי תלויים אומרים זאת
level-means-verified = קביעה מבססת את המעשה; הפרה נקבעה רק במקום שכתוב בו ״הפרה שנקבעה בידי …״
level-because = { $level }: { $ground }
level-and-role = { $role } ({ $level })
role-trigger = אירוע מפעיל
role-counted = נספר
role-open = פתוח
role-author-unknown = מבצע לא ידוע
ground-finding = קביעה מבססת זאת
ground-admission = הצד שלו הדבר מיוחס מודה בו
ground-own-observation = נרשם בידי משקיף או חיישן של המשימה עצמה
ground-stated = כך צוין בידי התוכנה שמסרה את האירועים
ground-of-no-party = נאמר מפי { $it }, ללא זיקה לצד כלשהו
ground-parties = נאמר מצד { $it }
ground-unnamed = נאמר מפי גורמים ששמם לא צוין, והם נמנים כאחד
ground-not-counted = לא נמנה בהיעדר דירוג: { $it }
ground-none = שום דיווח אינו מוסר זאת
standing-refuted = קביעה הפריכה זאת.
standing-fact = עצם האירוע { $it }.
standing-author = ביצוע המעשה בידי { $by } { $why }.
standing-author-unknown = לא ידוע מי ביצע את המעשה.
standing-number = המספר { $it }.

# Parties
party-nobody = ללא גורם מסוים
party-unknown = מבצע לא ידוע
organ-of = אורגן של { $it }
proxy-of = שלוח של { $it }

# Kinds of rule
kind-prohibition = איסור
kind-deadline = מועד אחרון
kind-sequence = סדר פעולות
kind-eligibility = כשירות
kind-placement = הצבה
kind-cumulative = מצטבר
kind-continuous = מתמשך
kind-report = דיווח
kind-rate = קצב
kind-ratio = יחס
kind-term = תקופת תוקף
kind-conditional = מותנה
kind-conduct = התנהגות
kind-undefined = אינו ניתן למדידה כלשונו

# The board
due-next = המועדים הקרובים
overview = כל ההוראות במבט אחד
overview-caption = כל ההוראות במבט אחד: שורה לכל רמה
column-provision = הוראה
column-party = צד
column-others = אחרים
what-changed = מה השתנה
since-last-visit = { $n ->
    [0] לא נרשם דבר מאז ביקורך האחרון.
    [one] רישום אחד נוסף ליומן מאז ביקורך האחרון.
    [two] שני רישומים נוספו ליומן מאז ביקורך האחרון.
   *[other] { $n } רישומים נוספו ליומן מאז ביקורך האחרון.
}
reading-named = קריאה: { $it }
held-by = הקריאה של { $it }
nothing-to-assess = אין עדיין מה להעריך: לא חלפה תקופה, ושום אירוע לא הפעיל את מניין הזמן.
table-of-rule = { $it }: מצב לפי צד ורמה
tallies-heading = סיכומים שנמסרו ללא פירוט מקרים
tallies-lead = סיכום הוא טענתו של מקורו. לעולם אין מחברים אותו לאחרים, מפצלים אותו או הופכים אותו לאירועים, ושום מצב לעיל אינו נשען עליו.
tallies-near = על מה שכללים אלה מונים, או על דבר הקרוב לו, ביחידות של הסיכומים עצמם. שום מצב אינו נשען על סיכום כזה.
column-total = סיכום
column-counts = מה נמנה, לדברי המקור
column-span = פרק זמן
column-stated-by = מפי
told-in = { $origin } (אצל { $source })
note-days = ימים – { $it }
days-no-report = ללא מספר או תיאור משום מקור: { $n } מתוך { $of }
days-not-stated = דווח, המספר לא צוין: { $n }
days-stated-zero = צוין אפס: { $n }
days-within-longer-span = רק במסגרת פרק זמן ארוך יותר: { $n }
note-one-sided = נטען רק בידי אורגנים של { $it }
note-pleaded = טענת הצדקה: { $it }
note-rests-on = נשען על { $events }, מפי { $names }
note-rests-on-and-others = { $n ->
    [one] נשען על { $events }, מפי { $names } ומקור ראשוני נוסף
    [two] נשען על { $events }, מפי { $names } ושני מקורות ראשוניים נוספים
   *[other] נשען על { $events }, מפי { $names } ועוד { $n } מקורות ראשוניים
}
note-rests-on-origins = { $n ->
    [one] נשען על { $events }, מפי מקור ראשוני אחד
    [two] נשען על { $events }, מפי שני מקורות ראשוניים
   *[other] נשען על { $events }, מפי { $n } מקורות ראשוניים
}
a-source = מקור
trend = שבוע אחר שבוע, מ־{ $first } עד { $last }: נטען בלבד – { $alleged }, מחוזק – { $corroborated }, מאומת – { $verified }. נקודות: שבועות שבהם ימים שאיש לא מסר עליהם מספר או תיאור.

# A provision
text-says = לשון ההסכם
can-be-checked = מה ניתן לבדוק
as-program-reads = כפי שהתוכנה קוראת זאת
open-term = פתוח: { $it }.
open-supplied-by = { $what }. ניתן להשלמה בידי { $by }
how-it-stands = מצב הדברים
stances-heading = עמדות מוצהרות
stances-lead = לפי סדר הזמן. סתירות מוצגות ואינן מוכרעות.
column-when = מתי
column-who = מי
column-stance = עמדה
column-as-reported = כפי שדווח
column-source = מקור
stance-supports = תמיכה
stance-objects = התנגדות
stance-proposes = הצעה
stance-declines = סירוב
stance-offers = הבעת נכונות
stance-conditional = מותנית

# Assessments of a rule
provision-named = הוראה { $it }
days-known = מה ידוע על כל יום
column-days = ימים
column-how-many = כמה
column-known = מה ידוע
day-no-report = אין מספר, אין תיאור
day-within-longer-span = רק במסגרת פרק זמן ארוך יותר
day-not-stated = דווח, המספר לא צוין
day-stated-zero = צוין אפס
day-number = צוין מספר
instances-newest-first = מספר המופעים: { $n }, מן החדש לישן; מוצגים כאן: { $here }.
timeline = { $n ->
    [one] מופע אחד, בכל רמה: נטען, מחוזק, מאומת
    [two] שני מופעים לפי סדר הזמן, שורה לכל רמה: נטען, מחוזק, מאומת
   *[other] { $n } מופעים לפי סדר הזמן, שורה לכל רמה: נטען, מחוזק, מאומת
}
instance-named = מופע { $it }
instance-only = (ללא)
instance-of-event = (נקבע על־ידי אירוע)
count = ספירה: { $it }
count-decided = ספירה: { $count }, לפי מה שאירע ב־{ $at }
column-what-claimed = מה, לפי הנטען
column-claimed-by = נטען בידי
column-role = תפקיד
newer = חדש יותר
older = ישן יותר

# An event
what-number = { $what }, { $number }
what-by = { $what }, לפי הנטען בידי { $by }
what-by-nobody = { $it }, המבצע לא צוין
what-killed = { $what }, הרוגים לפי הנטען: { $n }
stated-in-file = (צוין בקובץ)
when-and-precision = { $when } (דיוק: { $precision })
precision-exact = מדויק
precision-hour = שעה
precision-day = יום
precision-week = שבוע
precision-month = חודש
precision-year = שנה
precision-1 = 1
precision-2 = 2
precision-3 = 3
precision-4 = 4
precision-5 = 5
precision-metres = עד { $it } מ׳
precision-code = דיוק { $it }
place-of = מקום: { $it }
element-time = זמן
element-place = מקום
element-type = סוג
element-author = מבצע
element-killed = הרוגים
element-injured = פצועים
particular-by = בידי, לפי הנטען
particular-to = אל
particular-item = פריט
particular-quantity = כמות
particular-unit = יחידה
grades = מקור { $source }, דיווח { $report }, בסיס { $basis }
basis-seen = ראייה
basis-heard = שמיעה
basis-sensor = חיישן
basis-trace = עקבות
basis-told = מפי אחרים
decision-merge = איחוד אירועים בידי אדם
decision-split = הפרדת אירוע בידי אדם
decision-move = העברת דיווח בידי אדם
disputed = שנוי במחלוקת
how-well-known = מידת הידיעה
where-reports-differ = במה נבדלים הדיווחים
answers-of-parties = תשובות הצדדים
the-case = התיק
heading-due = מועדים
who-says-so = מפי מי
n-voices = { $n ->
    [one] דיווח אחד מספר על האירוע.
    [two] שני דיווחים מספרים על האירוע; מספר המקורות הראשוניים: { $origins }.
   *[other] { $n } דיווחים מספרים על האירוע; מספר המקורות הראשוניים: { $origins }.
}
as-given-by = כפי שנמסר מפי { $it }
why-one-event = מדוע דיווחים אלה הם אירוע אחד
particulars = פרטים
event-id = מזהה האירוע
bears-on = האירוע נוגע לאלה
ledger-entry = רישום { $it } ביומן הרישום

# The case on an event
finding-revised = { $it } (קביעה אחרת באה במקומה מאז)
somebody = גורם כלשהו
access-refused = הגישה למקום נמנעה בידי { $by }, לדברי { $source }
answered = תשובת { $by }: { $answer }
stage-allegation = טענה
stage-preliminary-look = בדיקה ראשונית
stage-tasking = הטלת מטלה
stage-site-visit = ביקור במקום
stage-notification = הודעה
stage-response = תשובה
stage-draft = טיוטה
stage-decision = החלטה
stage-dissent = דעת מיעוט
stage-publication = פרסום
stage-recommendation = המלצה
stage-cessation = חדילה
stage-remedy = תיקון
stage-follow-up = מעקב
step-allegation = נטען בידי { $by }
step-allegation-to = נטען בידי { $by } בפני { $to }
step-preliminary-look = בדיקה ראשונית בידי { $by }
step-tasking = מטלה הוטלה בידי { $by }
step-tasking-to = מטלה הוטלה בידי { $by } על { $to }
step-site-visit = ביקור במקום מטעם { $by }
step-site-visit-to = ביקור במקום מטעם { $by } בידי { $to }
step-notification = הובא לידיעה בידי { $by }
step-notification-to = הובא בידי { $by } לידיעת { $to }
step-draft = טיוטת קביעה בפני { $by }
step-dissent = דעת מיעוט של { $by }
step-publication = הקביעה פורסמה בידי { $by }
step-recommendation = המלצה של { $by }
step-recommendation-to = המלצה של { $by } אל { $to }
step-cessation = לדברי { $by }, המעשה חדל
step-cessation-established = נקבע בידי { $by } כי המעשה חדל
step-remedy = לדברי { $by }, הדבר תוקן
step-remedy-established = נקבע בידי { $by } כי הדבר תוקן
step-follow-up = נבדק שוב בידי { $by }
step-on = { $step }, בעניין { $on }
step-due = { $step }, לביצוע עד { $due }
verdict-established = בוסס
verdict-not-established = לא בוסס
verdict-refuted = הופרך
standard-reasonable-suspicion = חשד סביר
standard-reasonable-grounds-to-believe = יסוד סביר להאמין
standard-balance-of-probabilities = מאזן ההסתברויות
standard-clear-and-convincing = ראיות ברורות ומשכנעות
standard-beyond-reasonable-doubt = מעבר לספק סביר
finding-fact = עצם האירוע – { $it }
finding-author = ייחוס המעשה – { $it }
finding-number = המספר – { $it }
finding-breach = עצם ההפרה של { $of } – { $it }
finding-by = קביעה של { $by }: { $what }
finding-revises = { $finding }, במקום { $of }
answer-fact = עצם האירוע
answer-author = ביצוע המעשה בידי הצד
answer-number = המספר
answer-accepts = הודאה לגבי { $it }
answer-denies = הכחשה לגבי { $it }
answer-justifies = הודאה לגבי { $element }, בצירוף טענת הצדקה: { $ground }
unanswered-fact = אין תשובה בשאלה אם האירוע התרחש
unanswered-author = אין תשובה בשאלה אם המעשה בוצע בידי הצד
unanswered-number = אין תשובה לגבי המספר
answer-disputed = { $answer }: שנוי במחלוקת מאז { $day }
answer-on = { $answer } ({ $day })
party-answers = { $party }: { $answer }
no-response-by = { $party }: לא ניתנה תשובה עד { $day }
no-response-recorded = { $party }: לא נרשמה תשובה עד { $day }
due-of = { $step } של { $of }
a-step = שלב כלשהו
due-waits = { $step }: הזמן נמנה מאז { $at } (אין עדיין רישום)
due-pending = { $step }: לביצוע עד { $by }
due-overdue = { $step }: חלף המועד ({ $by }), לא נרשם דבר
due-none-done = { $step }: בוצע ב־{ $at }
due-done = { $step }: לביצוע עד { $by }, בוצע ב־{ $at }
due-late = { $step }: לביצוע עד { $by }, בוצע באיחור, ב־{ $at }
due-claimed = { $step }: לביצוע עד { $by }; לפי הנטען בוצע ב־{ $at }, ושום גוף לא קבע זאת

# Sources
sources-lead = מי מוסר לנו, ומפי מי. דיווחים שמקורם הראשוני אחד הם קול אחד, יהיה מספר המקורות המעבירים אותם אשר יהיה.
column-kind = סוג
column-organ-of = אורגן של
column-reliability = מהימנות
column-told = דיווחים שנמסרו
column-origin-of = דיווחים שזה מקורם הראשוני
organs-and-proxies = אורגנים ושלוחים
ties-lead = של מי נחשב כל גורם אורגן או שלוח, ממתי ועד מתי, ועל יסוד מה. דברים שגורם אומר לטובת צד אינם נמנים כדבריו של מי שאין לו זיקה לצד כלשהו.
column-actor = גורם
source-monitor = של המשימה עצמה
source-party = צד
source-organisation = ארגון בין־לאומי
source-state = מדינה שאינה צד
source-outlet = כלי תקשורת
source-data-set = מערך נתונים
source-civil-society = חברה אזרחית
source-other = אחר
column-held-to-be = נחשב
column-time = זמן
column-may-answer = רשאי להשיב בשם הצד
column-ground = יסוד

# The ledger
ledger-keep-checkpoint = יש לשמור נקודת בקרה זו במקום אחר. באמצעותה יוכל כל אדם להראות בעתיד אם דבר מה שונה או הוסר מאז:
column-entry = רישום
column-about = בעניין
column-recorded = נרשם
what-it-says = מה נאמר בו
envelope-site = אתר
envelope-number = מספר
envelope-kind = סוג
envelope-recorded-at = מועד הרישום
envelope-author = מחבר
envelope-signed-by = נחתם בידי
envelope-beside = נשמר לצד הרישום
envelope-hash = גיבוב
envelope-before = הרישום הקודם
signed-by-nobody = אין חתימה
signed-by-holder = { $holder }, במפתח { $key }
signed-by-stranger = המפתח { $it }, שאינו רשום
beside-gone = { $it } (נמחק, או לא נמסר)

# The inbox and a report
inbox-empty = אין כאן דבר.
inbox-keys = מקשים: j קדימה, k אחורה, x לבחירה, o לפתיחה; t ללקיחה לטיפול, a לאישור, r להחזרה, s להנחה בצד.
choose-report = בחירת { $it }
received-at = התקבל ב־{ $it }
stand-received = התקבל
stand-taken = נלקח לטיפול
stand-accepted = אושר
stand-returned = הוחזר להשלמה
stand-set-aside = הונח בצד
stand-by = { $stand } בידי { $by }, { $at }
with-chosen = פעולה על מה שנבחר
reason = נימוק
do-taken = לקיחה לטיפול
do-accepted = אישור
do-returned = החזרה להשלמה
do-set-aside = הנחה בצד
next-step = הצעד הבא
next-page = הדף הבא
page-before = הדף הקודם
step-recorded = { $report }: נרשם כרישום { $entry } ביומן הרישום
step-known = { $it }: כך כבר רשום
step-refused = { $report }: { $why }
nothing-chosen = לא נבחר דבר.
statement-account = תיאור
statement-observation = תצפית
statement-access-denied = מניעת גישה
statement-decision = החלטה
statement-response = תשובה
statement-case-step = צעד בתיק
statement-score = ציון
statement-withdrawn = נמשך חזרה
as-told = כפי שנמסר
on-the-word-of = מפי { $it }
told-and-recorded = נמסר: { $told }, נרשם: { $recorded }
the-article = הכתבה; מסומן מה שהדיווח נשען עליו
the-event = האירוע שעליו הוא מספר
looked-at = עד כמה נבחן
files = קבצים
no-files = לא צורף קובץ.
sealed-to = אטום לכול מלבד { $it }
custody-opened = נפתח
custody-copied = הוכן עותק עבודה
custody-handed = נמסר
custody-to = אל { $it }
custody-after = ולאחר מכן SHA-256 { $it }
report-name = דיווח
observer-at = מקום עמידת הצופה
observer-bearing = אזימוט, מעלות
observer-distance = מרחק, מטרים
observer-detonations = פיצוצים

# Events, map, registers, changes, search
filters = סינון
all = הכול
zone = אזור
laid-to = מיוחס אל
known-at-least = מידת הידיעה לפחות
first-day = מיום
last-day = עד יום (כולל)
that-it-happened = עצם האירוע
level-refuted = הופרך
map-events = { $n ->
    [one] אירוע אחד; מסומן במפה: { $drawn }
    [two] שני אירועים; מסומנים במפה: { $drawn }
   *[other] { $n } אירועים; מסומנים במפה: { $drawn }
}
map-label = מפת אזורים ואירועים; הטבלה שלהלן מציגה אותו מידע לפי אזור
map-closer = קירוב
map-wider = הרחקה
map-north = צפונה
map-south = דרומה
map-west = מערבה
map-east = מזרחה
by-zone = לפי אזור
as-calendar = כלוח שנה
rests-on = נשען על
changes-lead = { $n ->
    [0] מגודל יומן הרישום { $from } ועד { $to } לא השתנתה שום הערכה.
    [one] מגודל יומן הרישום { $from } ועד { $to } השתנתה הערכה אחת.
    [two] מגודל יומן הרישום { $from } ועד { $to } השתנו שתי הערכות.
   *[other] מגודל יומן הרישום { $from } ועד { $to } השתנו { $n } הערכות.
}
since-size = מאז גודל יומן הרישום
column-rule = כלל
column-of = של
column-level = רמה
column-was = היה
column-is = כעת
column-because-of = בשל רישומים
outcome-and-count = { $outcome } (ספירה: { $count })
no-such-instance = אין מופע כזה
search-for = חיפוש
word-event = אירוע
word-report = דיווח

# Registers
register-aid = משלוחים
register-aid-stages = משלוחים, פעולה אחר פעולה
register-aid-days = הסיוע בכל תקופה מול הנדרש
register-aid-duties = חובות בעניין סיוע
register-crossings = מעברים
register-weapons = כלי נשק
register-weapon-duties = חובות בעניין כלי נשק
register-infrastructure = תשתית צבאית
register-baselines = נתוני בסיס
register-projects = מיזמים
register-goods = בקשות לטובין
register-goods-stages = בקשות לטובין, פעולה אחר פעולה
register-funds = כספים
register-contacts = מגעים בין משלחות
register-contact-pairs = מי נפגש עם מי
register-stances = עמדות מוצהרות
register-due = חובות ומועדיהן
register-releases = שחרורים והשבות
register-release-duties = חובות שחרור
register-remedies = המלצות ותיקונים
register-coverage = כיסוי התצפית
register-tallies = סיכומים ללא פירוט מקרים
register-force = הכוח
register-force-eligibility = מי רשאי להשתתף בכוח
register-force-duties = חובות הכוח
field-agenda = סדר יום
field-alleged = נטען
field-amount = כמות
field-approved = אושר
field-arrived-high = הגיע, לכל היותר
field-arrived-low = הגיע, לפחות
field-asked = נדרש
field-asked-high = נדרש, לכל היותר
field-asked-low = נדרש, לפחות
field-baseline = נתון בסיס
field-because = בשל
field-both-days = ימי פתיחה וסגירה כאחד
field-by = בידי
field-by-its-numbers = לפי מספרי המקור
field-came-in = נכנס בתקופה
field-ceased = חדל
field-ceased-known = חדל: מידת הידיעה
field-ceased-told-by = חדל: מפי
field-class = סוג הנשק
field-closed-days = ימי סגירה
field-condition = מצב תקינות
field-consignment = משלוח
field-converted-high = לאחר המרה, לכל היותר
field-converted-low = לאחר המרה, לפחות
field-converted-to = הומר ל־
field-corroborated = מחוזק
field-counted-alleged = נספר: נטען
field-counted-corroborated = נספר: מחוזק
field-counted-verified = נספר: מאומת
field-crossing = מעבר
field-currency = מטבע
field-day = יום
field-days = ימים
field-days-left = ימים שנותרו
field-days-to-approval = ימים עד אישור
field-days-to-delivery = ימים עד אספקה
field-days-to-entry = ימים עד כניסה
field-days-to-use = ימים עד שימוש
field-days-waiting = ימי המתנה
field-declared = הוצהר
field-definition = הגדרה
field-delivered = סופק
field-delivered-high = סופק, לכל היותר
field-delivered-low = סופק, לפחות
field-destination = יעד
field-differs-from = שונה מ־
field-disposed = הושמד או הוצא משימוש
field-due = מועד
field-event = אירוע
field-events = אירועים
field-entered = נכנס
field-entered-high = נכנס, לכל היותר
field-entered-low = נכנס, לפחות
field-events-corroborated = אירועים: מחוזק
field-events-possible = אירועים: ייתכן
field-events-verified = אירועים: מאומת
field-for = לשם
field-form = צורה
field-from = מ־
field-goods = טובין
field-handed-over = נמסר
field-held-by = מוחזק בידי
field-high = לכל היותר
field-hours = שעות
field-in-unit = באותה יחידה
field-instance = מופע
field-killed = הרוגים
field-kind = סוג
field-known = מידת הידיעה
field-lacking-high = חסר, לכל היותר
field-lacking-low = חסר, לפחות
field-looked-again = נבדק שוב
field-low = לפחות
field-made-good = תוקן
field-made-good-known = תוקן: מידת הידיעה
field-made-good-told-by = תוקן: מפי
field-marking = סימון
field-means = אמצעי
field-met = נפגשו
field-month = חודש
field-name = שם
field-named-by-some = נזכרו בחלק מהדיווחים
field-number = מספר
field-of = של
field-on = בעניין
field-one = גורם אחד
field-open = פתוחות
field-open-days = ימי פתיחה
field-open-hours = שעות פתיחה
field-other = גורם אחר
field-other-units = יחידות אחרות
field-part = חלק
field-perhaps = אולי
field-place = מקום
field-position = עמדה
field-project = מיזם
field-rate-day = יום השער
field-rate-high = שער, לכל היותר
field-rate-low = שער, לפחות
field-rate-told-by = שער: מפי
field-reading = קריאה
field-recommendation = המלצה
field-recommended = הומלץ
field-refused = שעות מניעה
field-refused-by = נמנע בידי
field-removed = הוצא מאחסון
field-report = דיווח
field-request = בקשה
field-requested = התבקש
field-requests = בקשות
field-rule = כלל
field-sent-high = נשלח, לכל היותר
field-sent-low = נשלח, לפחות
field-serial = מספר סידורי
field-settled-by = יוכרע לפי
field-since = מאז
field-source = מקור
field-stage = שלב
field-stands = עדכניות
field-state = מדינה / מצב
field-stored = אוחסן
field-subject = נושא
field-sum-corroborated = סכום: מחוזק
field-sum-high = סכום, לכל היותר
field-sum-low = סכום, לפחות
field-sum-verified = סכום: מאומת
field-taken-by = נלקח בידי
field-taken-high = נלקח, לכל היותר
field-taken-low = נלקח, לפחות
field-then-alleged = אם לא יגיע דבר: נטען
field-then-corroborated = אם לא יגיע דבר: מחוזק
field-then-verified = אם לא יגיע דבר: מאומת
field-to = אל
field-told-by = מפי
field-told-in = נמסר במסגרת
field-unit = יחידה
field-until = עד
field-used = שימש
field-used-high = שימש, לכל היותר
field-used-low = שימש, לפחות
field-verified = מאומת
field-waits-for = ממתין ל־
field-what = מה
field-with = עם
field-witness = עדים
field-zone = אזור

verify-heading = בדיקה כאן
verify-lead = הדפדפן יכול לבדוק בעצמו שרישומים אלה נמצאים ביומן הרישום של נקודת בקרה זו.
verify-do = בדיקת רישומים אלה
verify-done = { $n ->
    [one] רישום אחד גובב כאן והוא נמצא בעץ של נקודת הבקרה.
    [two] שני רישומים גובבו כאן והם נמצאים בעץ של נקודת הבקרה.
   *[other] { $n } רישומים גובבו כאן והם נמצאים בעץ של נקודת הבקרה.
}
verify-wrong = רישום { $it } אינו תואם את נקודת הבקרה.
mission-settings = הגדרות
setting-open = הציבור רואה
setting-second = נדרש גורם אימות שני
setting-address = כתובת
setting-notice = כמה ימים לפני מועד יתריעו עליו לוחות השנה
setting-delay = כמה ימים מעוכב פרסומם לציבור של מרשמים שיש בהם סיכון
setting-zone = אזור זמן
setting-languages = שפות הנוסח המחייב של ההסכם
day-shown = יום
earlier = מוקדם יותר
later = מאוחר יותר

# What is done with an event
answer-for = תשובה בשם { $it }
answer-to = לגבי מה
the-answer = התשובה
choose-accepts = הודאה
choose-denies = הכחשה
choose-justifies = הודאה בצירוף טענת הצדקה
ground-pleaded = יסוד ההצדקה, אם נטענת
in-its-words = בלשון הצד
answer-on-record = התשובה נרשמת בשם הצד, וגלויה לכל מי שרשאי לראות את האירוע.
do-answer = רישום התשובה
record-finding = רישום קביעה
no-body = ההסכם אינו נוקב בגוף הקובע קביעות.
body-that-finds = הגוף הקובע
who-did-it = ייחוס המעשה
a-breach = עצם ההפרה
says-nothing = ללא התייחסות
breach-of-which = הפרה של
standard-of-proof = מידת ההוכחה
only-people-find = התוכנה רק מעריכה. קביעה היא החלטת הגוף, על נימוקיה, לצמיתות: קביעה אחרת יכולה לבוא במקומה, ושום דבר אינו מסיר אותה.
which-reports = אילו דיווחים מספרים על אירוע זה
tell-of-another = אלה מספרים על אירוע אחר
is-same-as = זה אותו אירוע כמו (אירוע או דיווח)
do-split = הפרדה
do-merge = איחוד
done-as-entry = נרשם כרישום { $it } ביומן הרישום.

# Members and accounts
members-lead = למי יש מקום במשימה, ומה תפקידו. מקום במשימה הוא רישום ביומן הרישום; חשבון אינו רישום בו.
column-name = שם
column-roles = תפקידים
column-account = חשבון
column-do = פעולה
role-of-monitor = משקיף
role-of-triage = ממיין דיווחים
role-of-analyst = אנליסט
role-of-verification-body = גוף האימות
role-of-liaison = קצין קישור של צד
role-of-publisher = מפרסם
role-of-administrator = מנהל המערכת
account-none = אין עדיין אפשרות כניסה
account-one-factor = סיסמה בלבד
account-two-factors = סיסמה וגורם אימות שני
do-invite = הזמנה
do-end-place = סיום המקום
give-place = מתן מקום
never-a-persons-name = שם קצר שיישאר ביומן הרישום לצמיתות: לעולם לא שמו של אדם.
liaison-of = הצד, לקצין קישור
invitation-of = יש למסור קישור זה לידי { $it }, בדרך שאין לאיש אחר גישה אליה. הוא תקף פעם אחת, למשך שלושה ימים, ולא יוצג שוב.
demo-heading = הדגמה
demo-lead = כל מי שמשתמש במחשב זה רשאי להתנסות בכל תפקיד. שום דבר מכאן אינו יוצא ממנו.
password = סיסמה
code = קוד
code-help = הקוד של גורם האימות השני, או קוד שחזור. אם לא הוגדר גורם כזה, יש להשאיר ריק.
no-account = חברי המשימה מקבלים קישור הזמנה ממנהל המערכת.
public-record = מה שגלוי לכול
wrong-entry = השם, הסיסמה או הקוד שגויים.
wait-entry = { $n ->
    [one] ניסיונות שגויים רבים מדי. אפשר לנסות שוב בעוד שנייה אחת.
    [two] ניסיונות שגויים רבים מדי. אפשר לנסות שוב בעוד שתי שניות.
   *[other] ניסיונות שגויים רבים מדי. אפשר לנסות שוב בעוד { $n } שניות.
}
choose-password = בחירת סיסמה
password-again = אותה סיסמה שוב
password-help = לפחות { $it } תווים. כמה מילים שאינן קשורות זו בזו נוחות לזכירה.
password-short = בסיסמה פחות מ־{ $it } תווים.
password-differs = שתי הסיסמאות אינן זהות.
welcome = שלום, { $it }
invitation-old = הזמנה זו אינה תקפה עוד. יש לבקש הזמנה אחרת.
page-account = חשבון
recovery-codes = קודי שחזור
recovery-help = יש לרשום את הקודים ולשמור אותם בנפרד מהטלפון. כל אחד מהם תקף פעם אחת במקום קוד, והם לא יוצגו שוב.
second-factor = גורם אימות שני
second-needed = משימה זו דורשת גורם אימות שני. יש להגדיר אותו כדי להמשיך.
second-set = הוגדר גורם אימות שני.
second-not-set = לא הוגדר גורם אימות שני.
n-codes-left = { $n ->
    [0] לא נותרו קודי שחזור.
    [one] נותר קוד שחזור אחד.
    [two] נותרו שני קודי שחזור.
   *[other] נותרו { $n } קודי שחזור.
}
second-begin = הגדרת גורם אימות שני
second-anew = הגדרת גורם אימות שני אחר
second-help = יש לסרוק זאת ביישומון לקודים חד־פעמיים, או להקליד בו את המפתח הסודי; לאחר מכן יש להזין את הקוד המוצג בו.
second-secret = מפתח סודי:
second-set-it = הגדרה
second-wrong = הקוד שגוי; אפשר לנסות את הקוד הבא שמוצג ביישומון.
sessions = חיבורים פעילים
column-browser = דפדפן
session-times = מאז { $since }, שימוש אחרון { $seen }
this-session = חיבור זה
do-end = סיום
end-others = סיום כל השאר
sign-out = יציאה
password-now = הסיסמה הנוכחית
password-changed = הסיסמה שונתה. כל החיבורים האחרים הסתיימו.
change = שינוי
picture-aid = כל קו הוא מה שמקור אחד ספר, כחלק ממה שחייבים באותו זמן; הקו המקווקו הוא כל החוב. במקום שאין קו, איש לא מסר מספר שאפשר להשוות.
picture-shares = מה שנספר מול מה שנדרש, לפי מידת הידיעה; הקו המקווקו הוא השלם.
picture-contacts = כמה פגישות של כל שניים מוסר המקור שמוסר הכי הרבה. אין מחברים מקורות.
picture-coverage = פס עליון: שעות שבהן מישהו יכול היה להסתכל, לפחות. פס תחתון: שעות שבהן נמנע ממישהו להסתכל. קו: איש לא אמר.
counted-of-asked = { $counted } מתוך { $asked }
column-counted = נספר
no-zone-named = לא צוין אזור
hours-watched = נצפו { $seen } ש׳, נמנעו { $refused } ש׳
hours-seen = שעות שבהן מישהו יכול היה להסתכל, בשבוע שלפני
hours-refused = שעות שבהן נמנע ממישהו להסתכל
map-unseen = לא ידוע שמישהו הסתכל בשבוע שלפני
article-missing = הקובץ שלה אינו שמור כאן, או שאינו כפי שהיה כשהגיע.
openid-none = המשימה הזאת אינה מציינת ספק חשבונות.
openid-failed = הכניסה דרך הספק לא הצליחה. נסו שוב, או היכנסו כאן.
openid-old = הכניסה הזאת החלה בדפדפן אחר, ישנה מדי או כבר נוצלה. התחילו מחדש.
openid-second = הספק לא אמר שהוצג גורם שני, והמשימה הזאת דורשת אותו.
openid-nobody = החשבון הזה אינו פותח כאן דלת. בקשו הזמנה ממנהל המשימה.
openid-others = החשבון הזה קשור למישהו אחר, או שאינכם מחוברים עוד.
openid-bound = החשבון החיצוני פותח עכשיו את הדלת שלכם כאן.
openid-left = החשבון החיצוני אינו פותח עוד את הדלת שלכם.
openid-only = זו הדרך היחידה שלכם להיכנס: בקשו הזמנה ובחרו סיסמה תחילה.
openid-heading = חשבון אצל ספק אחר
openid-is-bound = החשבון שלכם אצל { $it } פותח את הדלת שלכם כאן.
openid-not-bound = אפשר להיכנס גם עם חשבון אצל { $it }.
openid-bind = קישור חשבון אצל { $it }
openid-unbind = ביטול הקישור
openid-to = כניסה דרך { $it }
openid-onward = אל { $it }
openid-onward-help = שם תאמרו מי אתם, ומשם תוחזרו לכאן.
openid-join-help = או בלי סיסמה משלכם כאן:
text-original = הנוסח הקובע
page-publications = פרסומים
publications-lead = מה פורסם, ונכון לאיזה רגע וגודל פנקס. פרסום מאוחר אומר מה הוא מתקן.
data-title = הנתונים
data-lead = אירועים בצורות שאחרים קוראים: כפי שנטען, בלי מילים, מקורות ומקומות מדויקים; ומה שעלול לסכן מישהו יוצא באיחור של כמה ימים.
codebook = מדריך העמודות
published-so-far = פורסם עד כה
left-board = לוח
left-bundle = חבילה לבדיקה
left-report = הדוח התקופתי
outside-note = מה שיכול לצאת, בשמות שיש לאירועים בחוץ. אירועים שמורים: { $events }. הערכות שבהן הרישום המלא אומר אחרת: { $assessments }.
preview-title = זה לצד זה
preview-within = בפנים
preview-outside = מה שיוצא
preview-statuses = מצבים שהם אחרים בחוץ
preview-same = אין: ממה שיוצא נובע אותו דבר כמו מן הרישום המלא.
preview-staying = אירועים שנשארים, לפי סוג
preview-events = האירועים האחרונים
preview-stays = נשאר
doc-killed-column = הרוגים, לפי הטענה
doc-advance = עותק מוקדם עבור { $party }, לתשובתו; לא לפרסום
doc-advance-until = עותק מוקדם עבור { $party }, לתשובתו עד { $until }; לא לפרסום
doc-no-copies = שום צד לא קיבל עותק לפני הפרסום.
doc-not-answered = { $party } קיבל עותק ב־{ $day } (ערך { $entry } ביומן) ולא השיב.
doc-answered = { $party } קיבל עותק ב־{ $day } (ערך { $entry } ביומן) ומשיב:
held-open = פתוח
held-pending = טרם הגיע המועד
held-overdue = חלף המועד
held-claimed = נטען
held-confirmed = אושר
held-done = בוצע
held-done-late = בוצע באיחור
report-from = דוח על הימים מ
report-to = עד
report-get = לקבל את הדוח
left-ledger = עותק של הפנקס
left-data = נתונים ({ $it })
bundle-lead = מה שנובע מן האירועים שבתיקייה הזאת. כיצד לבדוק זאת:
bundle-events-withheld = אירועים שלא נמסרו: { $it }
bundle-assessments-withheld = הערכות שבהן הרישום המלא אומר אחרת, כי מה שיוצר את ההבדל לא נמסר: { $it }
publish-board = פרסום הלוח
as-of-and-size = נכון ל־{ $as_of }, גודל הפנקס { $size }
as-public-sees = כפי שהציבור יראה אותו
said-with-it = מה נאמר איתו
it-corrects = הוא מתקן את הפרסום מ־
it-corrects-none = אף אחד
do-publish = פרסום
nothing-published = עדיין לא פורסם דבר.
column-shows = הוא מציג
corrects = מתקן את רשומה { $it }
corrected-by = תוקן ברשומה { $it }
was-corrected = זה פורסם, ואחר כך תוקן: ראו את הרישום נכון ל־{ $it }.
not-published = זה לא פורסם.
open-closed = דבר
open-published = מה שפורסם
open-live = הרישום כפי שהוא עכשיו
page-devices = מכשירים
devices-lead = טלפונים וטאבלטים ששולחים מהשטח. כל אחד מדבר בשם מקור אחד; המפתח שלו פותח את הטפסים ולא שום דבר אחר.
devices-elsewhere = מכשירי המשימה הזאת נרשמים בפקודה.
device-enrol = רישום מכשיר
device-source = המקור שבשמו הוא מדבר
device-told = סרקו את זה באפליקציה (ODK Collect או KoboCollect: הוספת פרויקט). זה מוצג פעם אחת; מי שיש לו את זה, יש לו את המפתח.
device-by-hand = או ביד, ככתובת השרת:
device-strike-off = מחיקה מהרשימה
device-struck-off = { $it } אינו מורשה עוד.
device-times = { $since } עד { $until }
since-moment = מאז { $it }
history = כיצד הוערך עם הזמן
history-lead = בסוף כל חודש, לפי מה שידוע ברישום בגודל הפנקס המוצג למעלה. ייתכן שעמוד אמר אז אחרת: ידוע היה פחות.
as-written = ככתוב
level-unknown = לא ידוע
level-disputed = שנוי במחלוקת
level-means-refuted = ממצא קובע שאין זה כך
level-means-disputed = צד השיב שאין זה כך
level-means-unknown = איש אינו אומר
what-signs-mean = מה משמעות הסימנים

# The periodic report
doc-contents = תוכן העניינים
doc-internal = פנימי: הרישום המלא, לא לפרסום
doc-corrects = דוח זה מתקן את הפרסום שבערך { $it } ביומן.
doc-foot = נכון ל־{ $as_of }, גודל היומן { $size }. התוכנה מעריכה; רק בני אדם קובעים.
doc-event = א{ $it }
doc-entry = ערך { $it }
doc-n-events = { $n ->
    [one] אירוע אחד נטען בתקופה
    [two] שני אירועים נטענו בתקופה
   *[other] { $n } אירועים נטענו בתקופה
}
doc-n-changed = { $n ->
    [one] הערכה אחת אינה כפי שהייתה בתחילת התקופה
    [two] שתי הערכות אינן כפי שהיו בתחילת התקופה
   *[other] { $n } הערכות אינן כפי שהיו בתחילת התקופה
}
doc-n-findings = { $n ->
    [one] ממצא אחד בתקופה
    [two] שני ממצאים בתקופה
   *[other] { $n } ממצאים בתקופה
}
doc-n-responses = { $n ->
    [one] תשובה אחת של צד בתקופה
    [two] שתי תשובות של צדדים בתקופה
   *[other] { $n } תשובות של צדדים בתקופה
}
doc-n-instances = { $n ->
    [one] מקרה אחד
    [two] שני מקרים
   *[other] { $n } מקרים
}
doc-n-overdue = { $n ->
    [one] חובה אחת שמועדה חלף בסוף התקופה
    [two] שתי חובות שמועדן חלף בסוף התקופה
   *[other] { $n } חובות שמועדן חלף בסוף התקופה
}
doc-n-decisions = { $n ->
    [one] החלטה אחת של גוף עד סוף התקופה
    [two] שתי החלטות של גופים עד סוף התקופה
   *[other] { $n } החלטות של גופים עד סוף התקופה
}
doc-n-denied = { $n ->
    [one] דיווח אחד על מניעת גישה בתקופה
    [two] שני דיווחים על מניעת גישה בתקופה
   *[other] { $n } דיווחים על מניעת גישה בתקופה
}
doc-n-elsewhere = { $n ->
    [one] אירוע אחד בתקופה שלא נמסר לו אזור
    [two] שני אירועים בתקופה שלא נמסר להם אזור
   *[other] { $n } אירועים בתקופה שלא נמסר להם אזור
}
doc-more = { $n ->
    [one] ועוד אחד
    [two] ועוד שניים
   *[other] ועוד { $n }
}
doc-earlier = { $n ->
    [one] אחד לפני התקופה
    [two] שניים לפני התקופה
   *[other] { $n } לפני התקופה
}
doc-status = מצב
doc-statuses = חובות לפי מצב ורמה בסוף התקופה (ובתחילתה). חובה היא כלל, בקריאה אחת, לצד אחד; לחובה חוזרת יכולים להיות כמה מצבים.
doc-now-before = { $now } ({ $was })
doc-status-of = מצב לפי הוראה { $it }
doc-rests-on = נשען על
doc-none = אין
doc-before = קודם לכן: { $it }
doc-times = { $outcome } × { $n }
doc-no-event = אין אירוע
doc-nothing = אין מה לרשום כאן.
doc-about = בעניין
doc-finding = הממצא
doc-reference = אסמכתה
doc-answer = התשובה
doc-body = הגוף
doc-decided = החלטה בעניין
doc-turn = תוקף
doc-begins = מתחיל
doc-ends = מסתיים
doc-type = מה, לפי הטענה
doc-laid-to = מיוחס ל, לפי הטענה
doc-refuted = הופרך
doc-zone = אזור
doc-zones = אירועי התקופה לפי אזור ורמה
doc-month-from = חודש החל ב
doc-observed = נצפה
doc-asked = נדרש
doc-refused-hours = שעות סירוב
doc-coverage = שיעור הזמן שבו יכול היה מישהו לראות, לפי כלל, אזור וחודש
doc-kept-by = מנע, לפי הטענה
doc-percent = { $it }%
doc-anywhere = בכל מקום
doc-number = מס׳
doc-where = היכן
doc-how-many = כמה, לפי הטענה
doc-levels = עד כמה ידוע
doc-name = שם בנתונים
doc-killed = הרוגים: { $it }
doc-injured = פצועים: { $it }
doc-fact-is = שקרה: { $it }
doc-author-is = בידי מי: { $it }
doc-trend = אירועי התקופה שבוע אחר שבוע, { $first } עד { $last }: { $n } בסך הכול, { $most } בשבוע המרובה ביותר. מלא: מאומת; גוון ביניים: מחוזק; מתאר: נטען.
doc-trend-alt = עמודות, אחת לכל שבוע מ־{ $first } עד { $last }: { $n } אירועים בסך הכול, { $most } בשבוע המרובה ביותר.
doc-map = אזורי ההסכם כפי שעמדו בסוף התקופה; כהים יותר במקום שנטען בו יותר. המספרים כבטבלה.
doc-map-alt = מפה של { $it } אזורים; הטבלה שלצידה אומרת אותו דבר.
doc-reasons = הנימוקים המופיעים
doc-parties = הצדדים
doc-defines-met = הידוע מספיק כדי לומר שבוצע
doc-defines-no-breach-recorded = שום דבר ממה שנטען אינו מגיע לכדי הפרה, וניתן היה לראות די
doc-defines-breach-indicated = הידוע ברמה זו יהיה הפרה, אם כך הוא
doc-defines-breach-found = גוף של ההסכם קבע זאת
doc-defines-overdue = מועדו חלף, ואין דבר המראה שבוצע או שלא בוצע
doc-defines-undetermined = הידוע אינו מכריע; לא קיום ולא הפרה
doc-defines-pending = מועדו טרם הגיע
doc-defines-not-in-force = הכלל אינו חל באותו זמן

# Alerts
alert-due = { $n ->
    [0] מועדו עכשיו: { $of }, { $due }
    [one] מועדו בעוד יום אחד: { $of }, { $due }
    [two] מועדו בעוד יומיים: { $of }, { $due }
   *[other] מועדו בעוד { $n } ימים: { $of }, { $due }
}
alert-status-first = { $of }: { $is } ({ $levels })
alert-status = { $of }: { $is }, קודם לכן { $was } ({ $levels })
alert-event = טענה חדשה: { $what }, { $zone }, { $day }; מיוחס ל: { $by }
alert-nowhere = לא נמסר אזור
alert-finding = ממצא חדש של { $by } בעניין אירוע { $event }
alert-publication = פורסם: ערך { $it } ביומן
alert-subject = { $n ->
    [one] הודעה אחת
    [two] שתי הודעות
   *[other] { $n } הודעות
}
alert-foot = התוכנה מעריכה; רק בני אדם קובעים. טענה היא טענת המקור שלה. מה שאינו ידוע אינו קיום ואינו הפרה.
alert-feed = התראות כעדכון

# Several sites
page-sites = משרדים
sites-lead = משרדים המנהלים את הרישום יחד. כל אחד כותב לבדו, גם בלי קו, וכולם מתאחדים בפקודה truce sync. מה שחסר למשרד מחושב ממה שהיה לו בפגישה האחרונה.
column-site = משרד
column-stands = מצבו
column-entries-here = רישומיו כאן
column-met = פגישה אחרונה
column-still-out = טרם הגיע אליו
column-compartments = מדורים
column-entries-told = רישומים
column-meanwhile = בינתיים
column-reason-why = מדוע
site-own = משרד זה
site-invited = כותב
site-never-met = טרם נפגש מכאן
site-under-way = כעת: הגיעו { $came }, נותרו { $left }
site-ended-replaced = המפתח הוחלף
site-ended-lost = הוסר: המפתח אבד
site-ended-compromised = הוסר: המפתח בידי אחרים
site-ended-left = הוסר: עזב
sites-disputes = נאמר בשני אופנים
sites-disputes-lead = שני משרדים אמרו זאת בלי שאחד מהם ידע מה אמר האחר. הדבר מסתיים כאשר מי שיש לו את שניהם אומר זאת מחדש או מחליט.
dispute-report = דיווח { $it }
dispute-sorting = עד כמה נבדק דיווח { $it }
dispute-grade = הדירוג של { $it }
dispute-card = כרטיס המקור { $it }
dispute-candidate = מועמד { $it }
dispute-link = האם { $it } מספרים על אירוע אחד
dispute-open = אף אחד אינו נחשב עד שמישהו יחליט
dispute-last = האחרון נחשב
sites-apart = מוצג בנפרד
sites-apart-lead = רישומים אלה נמצאים בספר ואינם משנים דבר, עד שמי שמוסמך יחליט שהם עומדים.
apart-forked = המשרד שלו מציג שתי היסטוריות החל מרישומו { $it }
apart-ended = המפתח שלו הסתיים ברישום { $number } של { $site }
apart-disputed = { $about }: משרד אחר אמר אחרת ({ $others })
apart-unusable = אי אפשר להשתמש בו: { $it }
site-fork = { $site } מציג שתי היסטוריות החל מרישומו { $number }. מי שבידו המפתח כתב את שתיהן: בררו מי מהן שלו, והחליטו.
