# What pages say in Arabic.
# No native reader has reviewed this translation yet.

# The frame of every page
skip-to-content = الانتقال إلى المحتوى
nav-main = التنقل الرئيسي
sign-in = تسجيل الدخول
invented = هذا الاتفاق خيالي وكذلك بياناته.
moment-of-page = الوضع في { $as_of } · حجم السجل { $size } · نسخة الاتفاق { $version }
as-of = الوضع في
ledger-size = حجم السجل
show = عرض
times-in-zone = الأوقات بتوقيت { $it }.
bound-note = يُعرض السجل كما كان معروفاً وقائماً آنذاك.
show-latest = عرضه كما هو الآن
reproduces = تكفي نسخة الاتفاق وحجم السجل واللحظة المسؤول عنها لإعادة إنتاج هذه الصفحة.
principle = يقيّم نظام Truce فحسب؛ أما الاستنتاجات فلا يتوصل إليها إلا البشر. وما يدّعيه مصدر يُعرض بوصفه ادعاء ذلك المصدر. والمجهول ليس امتثالاً ولا خرقاً.
back-to-board = العودة إلى اللوحة
page-board = اللوحة
page-sources = المصادر
page-ledger = السجل
page-inbox = الوارد
page-events = الأحداث
page-map = الخريطة
page-due = المواعيد
page-registers = الكشوف
page-members = الأعضاء
page-search = البحث
title-not-found = غير موجود
title-not-understood = غير مفهوم
title-not-allowed = غير مسموح
title-refused = لم يُنفَّذ
title-failed = حدث خلل
not-allowed = لا يسمح بذلك أي دور من أدوارك في هذه البعثة.
line-lost = انقطع الاتصال. ما كتبته محفوظ، ويمكن إرساله عند عودة الاتصال.
new-entries = { $n ->
    [zero] لم يُسجَّل أي قيد منذ عرض هذه الصفحة.
    [one] سُجِّل قيد واحد منذ عرض هذه الصفحة.
    [two] سُجِّل قيدان منذ عرض هذه الصفحة.
    [few] سُجِّلت { $n } قيود منذ عرض هذه الصفحة.
    [many] سُجِّل { $n } قيداً منذ عرض هذه الصفحة.
   *[other] سُجِّل { $n } قيد منذ عرض هذه الصفحة.
}
also-here = { $n ->
    [zero] يطّلع على هذا الحدث أيضاً: { $names }.
    [one] يطّلع على هذا الحدث أيضاً عضو آخر: { $names }.
    [two] يطّلع على هذا الحدث أيضاً عضوان آخران: { $names }.
    [few] يطّلع على هذا الحدث أيضاً { $n } أعضاء آخرين: { $names }.
    [many] يطّلع على هذا الحدث أيضاً { $n } عضواً آخر: { $names }.
   *[other] يطّلع على هذا الحدث أيضاً { $n } عضو آخر: { $names }.
}

# Numbers, days, lists
list-comma = ،_
day = { $day } { $month } { $year }
moment = { $day }، الساعة { $time }
month-1 = كانون الثاني/يناير
month-2 = شباط/فبراير
month-3 = آذار/مارس
month-4 = نيسان/أبريل
month-5 = أيار/مايو
month-6 = حزيران/يونيو
month-7 = تموز/يوليو
month-8 = آب/أغسطس
month-9 = أيلول/سبتمبر
month-10 = تشرين الأول/أكتوبر
month-11 = تشرين الثاني/نوفمبر
month-12 = كانون الأول/ديسمبر
from-to = من { $first } إلى { $last }
time-always = دائماً
time-from = اعتباراً من { $it }
time-until = حتى { $it }
due-at = يحل الموعد في { $it }
n-events = { $n ->
    [zero] لا أحداث
    [one] حدث واحد
    [two] حدثان
    [few] { $n } أحداث
    [many] { $n } حدثاً
   *[other] { $n } حدث
}
n-rows = { $n ->
    [0] لا شيء
    [one] صف واحد
    [two] صفان
    [few] { $n } صفوف
    [many] { $n } صفاً
   *[other] { $n } صف
}
n-bytes = { $n ->
    [zero] صفر بايت
    [one] بايت واحد
    [two] بايتان
    [few] { $n } بايتات
    [many] { $n } بايتاً
   *[other] { $n } بايت
}
n-found = { $n ->
    [0] لم يُعثر على شيء.
    [one] عُثر على نتيجة واحدة.
    [two] عُثر على نتيجتين.
    [few] عُثر على { $n } نتائج.
    [many] عُثر على { $n } نتيجة.
   *[other] عُثر على { $n } نتيجة.
}
n-tallies = { $n ->
    [zero] لا مجاميع
    [one] مجموع واحد، بحسب اليوم الذي يصل إليه العدّ
    [two] مجموعان، بحسب اليوم الذي يصل إليه عدّ كل منهما
    [few] { $n } مجاميع، بحسب اليوم الذي يصل إليه عدّ كل منها
    [many] { $n } مجموعاً، بحسب اليوم الذي يصل إليه عدّ كل منها
   *[other] { $n } مجموع، بحسب اليوم الذي يصل إليه عدّ كل منها
}
n-stances = { $n ->
    [zero] لم يُسجَّل أي موقف معلن.
    [one] سُجِّل موقف معلن واحد، وهو وارد في صفحة الحكم الذي يتعلق به.
    [two] سُجِّل موقفان معلنان، وكل منهما وارد في صفحة الحكم الذي يتعلق به.
    [few] سُجِّلت { $n } مواقف معلنة، وهي واردة في صفحات الأحكام التي تتعلق بها.
    [many] سُجِّل { $n } موقفاً معلناً، وهي واردة في صفحات الأحكام التي تتعلق بها.
   *[other] سُجِّل { $n } موقف معلن، وهي واردة في صفحات الأحكام التي تتعلق بها.
}
yes = نعم
no = لا
nothing = لا شيء
not-stated = غير مذكور
not-graded = غير مصنَّف
quoted = «{ $it }»
name-and-number = { $name } ({ $number })
name-and-tie = { $name } ({ $tie })

# Statuses: the program assesses, people find
status-met = مستوفى
status-no-breach-recorded = لم يُسجَّل أي خرق
status-breach-indicated = مؤشرات على خرق
status-breach-found = خرق مُثبَت
status-found-by = خرق أثبته { $by } في { $day }
status-overdue = فات موعده
status-undetermined = غير محسوم
status-pending = لم يحن موعده
status-not-in-force = غير سارٍ
status-late = { $it }، مع تأخر
status-because = { $status }: { $reason }
status-scored = { $status }؛ { $scores }
score-of = الدرجة { $score } من 3 بتقدير { $by }
score-withheld = درجة بتقدير { $it }، تُعرض متى قدّم مقيِّم آخر درجته
outcome-of-part = { $part }: { $outcome }
reason-term-undefined = مصطلح غير معرَّف
reason-no-baseline = لا يوجد خط أساس
reason-units-not-comparable = الوحدات غير قابلة للمقارنة
reason-trigger-disputed = الحدث البادئ للأجل محل خلاف
reason-time-imprecise = الوقت غير دقيق
reason-place-imprecise = المكان غير دقيق
reason-author-unknown = الفاعل غير معروف
reason-count-incomplete = العدّ غير مكتمل
reason-not-verified = غير متحقَّق منه
reason-allegations-open = ادعاءات لا تزال مفتوحة
reason-no-access = تعذُّر الوصول
reason-qualifier-needs-finding = الوصف المشترَط يحتاج إلى استنتاج
reason-to-be-agreed = لم يُتفق عليه بعد
reason-annex-missing = الملحق غير متوافر
reason-claimed-only = مجرد ادعاء
reason-nothing-reported = لم يُبلَّغ عن شيء

# Levels: how well a thing is known
level-alleged = مزعوم
level-corroborated = معزَّز
level-verified = متحقَّق منه
level-means-alleged = يقول به مصدر واحد على الأقل
level-means-corroborated = تقول به مصادر أصلية مستقلة
level-means-verified = يُثبت استنتاجٌ الفعلَ؛ ولا يكون الخرق مُثبتاً إلا حيث يرد «خرق أثبته …»
level-because = { $level }: { $ground }
level-and-role = { $level }، { $role }
role-trigger = بادئ للأجل
role-counted = محتسَب
role-open = مفتوح
role-author-unknown = الفاعل غير معروف
ground-finding = يُثبته استنتاج
ground-admission = يُقر به الطرف المنسوب إليه
ground-own-observation = سجّله مراقب أو جهاز رصد تابع للبعثة نفسها
ground-stated = هكذا ورد من البرنامج الذي قدّم الأحداث
ground-of-no-party = بحسب { $it }، من خارج الأطراف
ground-parties = قيل من جانب { $it }
ground-unnamed = قالت به جهات لم تُذكر أسماؤها، وتُحسب جهة واحدة
ground-not-counted = لم يُحتسب لعدم وجود تصنيف: { $it }
ground-none = لا يذكر ذلك أي بلاغ
standing-refuted = يدحضه استنتاج.
standing-fact = وقوع الحدث: { $it }.
standing-author = إسناد الفعل إلى { $by }: { $why }.
standing-author-unknown = الفاعل غير معروف.
standing-number = العدد: { $it }.

# Parties
party-nobody = لا أحد بعينه
party-unknown = فاعل غير معروف
organ-of = من أجهزة { $it }
proxy-of = من وكلاء { $it }

# Kinds of rule
kind-prohibition = حظر
kind-deadline = موعد نهائي
kind-sequence = ترتيب زمني
kind-eligibility = أهلية
kind-placement = تموضع
kind-cumulative = مقدار تراكمي
kind-continuous = التزام مستمر
kind-report = تقديم تقرير
kind-rate = معدل
kind-ratio = نسبة
kind-term = مدة سريان
kind-conditional = التزام مشروط
kind-conduct = التزام ببذل عناية
kind-undefined = غير قابل للقياس بصيغته الحالية

# The board
due-next = المواعيد المقبلة
overview = لمحة عن جميع الأحكام
overview-caption = لمحة عن جميع الأحكام: سطر لكل مستوى
column-provision = الحكم
column-party = الطرف
column-others = آخرون
what-changed = ما الذي تغيّر
since-last-visit = { $n ->
    [0] لم يُسجَّل شيء منذ زيارتك الأخيرة.
    [one] سُجِّل قيد واحد منذ زيارتك الأخيرة.
    [two] سُجِّل قيدان منذ زيارتك الأخيرة.
    [few] سُجِّلت { $n } قيود منذ زيارتك الأخيرة.
    [many] سُجِّل { $n } قيداً منذ زيارتك الأخيرة.
   *[other] سُجِّل { $n } قيد منذ زيارتك الأخيرة.
}
reading-named = القراءة: { $it }
held-by = يأخذ بها { $it }
nothing-to-assess = لا شيء للتقييم بعد: لم تنقضِ أي فترة، ولم يقع أي حدث يبدأ به سريان الأجل.
table-of-rule = { $it }: الوضع بحسب الطرف والمستوى
tallies-heading = مجاميع مذكورة دون أحداث مفصَّلة
tallies-lead = المجموع ادعاء صادر عن مصدره. وهو لا يُضاف إلى غيره ولا يُجزَّأ ولا يُحوَّل إلى أحداث أبداً، ولا يستند إليه أي وضع مذكور أعلاه.
tallies-near = بشأن ما تعدّه هذه القواعد، أو ما يقاربه، بوحدات المجاميع نفسها. ولا يستند أي وضع إلى أي منها.
column-total = المجموع
column-counts = ما يعدّه، بحسب المصدر
column-span = الفترة
column-stated-by = الجهة التي ذكرته
told-in = { $origin } (في { $source })
note-days = الأيام: { $it }
days-no-report = { $n } من أصل { $of } لم يقدّم أي مصدر عنها عدداً ولا رواية
days-not-stated = { $n } أُبلغ عنها دون ذكر العدد
days-stated-zero = { $n } ذُكر أن العدد فيها صفر
days-within-longer-span = { $n } لا ترد إلا ضمن فترة أطول
note-one-sided = لا تدّعيه سوى أجهزة { $it }
note-pleaded = السبب المتمسَّك به: { $it }
note-rests-on = الأساس: { $events }، بإبلاغ من { $names }
note-rests-on-and-others = { $n ->
    [zero] الأساس: { $events }، بإبلاغ من { $names }
    [one] الأساس: { $events }، بإبلاغ من { $names } ومصدر آخر
    [two] الأساس: { $events }، بإبلاغ من { $names } ومصدرين آخرين
    [few] الأساس: { $events }، بإبلاغ من { $names } و{ $n } مصادر أخرى
    [many] الأساس: { $events }، بإبلاغ من { $names } و{ $n } مصدراً آخر
   *[other] الأساس: { $events }، بإبلاغ من { $names } و{ $n } مصدر آخر
}
note-rests-on-origins = { $n ->
    [one] يستند إلى { $events }، برواية مصدر أصلي واحد
    [two] يستند إلى { $events }، برواية مصدرين أصليين
    [few] يستند إلى { $events }، برواية { $n } مصادر أصلية
    [many] يستند إلى { $events }، برواية { $n } مصدراً أصلياً
   *[other] يستند إلى { $events }، برواية { $n } مصدر أصلي
}
a-source = أحد المصادر
trend = أسبوعاً بأسبوع من { $first } إلى { $last }: { $alleged } مزعوم فقط، و{ $corroborated } معزَّز، و{ $verified } متحقَّق منه. النقاط: أسابيع فيها أيام لم يقدّم أحد عنها عدداً ولا رواية.

# A provision
text-says = ما يقوله النص
can-be-checked = ما يمكن التحقق منه
as-program-reads = كما يقرؤه البرنامج
open-term = مسألة مفتوحة: { $it }.
open-supplied-by = { $what }. ويمكن أن يأتي ما ينقص من { $by }
how-it-stands = ما هو الوضع
stances-heading = المواقف المعلنة
stances-lead = بحسب الترتيب الزمني. تُعرض التناقضات ولا يُفصل فيها.
column-when = متى
column-who = الجهة
column-stance = الموقف
column-as-reported = كما أُبلغ عنه
column-source = المصدر
stance-supports = تأييد
stance-objects = اعتراض
stance-proposes = اقتراح
stance-declines = رفض
stance-offers = تقديم عرض
stance-conditional = موقف مشروط

# Assessments of a rule
provision-named = الحكم { $it }
days-known = المعروف عن كل يوم
column-days = الأيام
column-how-many = عددها
column-known = المعروف
day-no-report = لا عدد ولا رواية
day-within-longer-span = ضمن فترة أطول فقط
day-not-stated = أُبلغ عنه دون ذكر العدد
day-stated-zero = ذُكر أن العدد صفر
day-number = ذُكر عدد
instances-newest-first = عدد الحالات: { $n }، الأحدث أولاً؛ والمعروض منها هنا: { $here }.
timeline = { $n ->
    [one] حالة واحدة، في كل مستوى: مزعوم، معزَّز، متحقَّق منه
    [two] حالتان بترتيب الزمن، سطر لكل مستوى: مزعوم، معزَّز، متحقَّق منه
    [few] { $n } حالات بترتيب الزمن، سطر لكل مستوى: مزعوم، معزَّز، متحقَّق منه
    [many] { $n } حالةً بترتيب الزمن، سطر لكل مستوى: مزعوم، معزَّز، متحقَّق منه
   *[other] { $n } حالة بترتيب الزمن، سطر لكل مستوى: مزعوم، معزَّز، متحقَّق منه
}
instance-named = الحالة { $it }
instance-only = (لا يوجد)
instance-of-event = (يحددها حدث)
count = العدد { $it }
count-decided = العدد { $count }، وقد حسمه ما وقع في { $at }
column-what-claimed = الفعل، بحسب الادعاء
column-claimed-by = صاحب الادعاء
column-role = الدور
newer = الأحدث
older = الأقدم

# An event
what-number = { $what }، { $number }
what-by = { $what }، والفاعل بحسب الادعاء { $by }
what-by-nobody = { $it }، دون ذكر الفاعل
what-killed = { $what }، وعدد القتلى بحسب الادعاء { $n }
stated-in-file = (كما ورد في الملف)
when-and-precision = { $when } (الدقة: { $precision })
precision-exact = تامة
precision-hour = بالساعة
precision-day = باليوم
precision-week = بالأسبوع
precision-month = بالشهر
precision-year = بالسنة
precision-1 = 1
precision-2 = 2
precision-3 = 3
precision-4 = 4
precision-5 = 5
precision-metres = في حدود { $it } م
precision-code = الدقة { $it }
place-of = المكان: { $it }
element-time = الوقت
element-place = المكان
element-type = النوع
element-author = الفاعل
element-killed = القتلى
element-injured = الجرحى
particular-by = الفاعل، بحسب الادعاء
particular-to = الموجَّه إليه
particular-item = البند
particular-quantity = المقدار
particular-unit = الوحدة
grades = المصدر { $source }، البلاغ { $report }، أساس المعرفة { $basis }
basis-seen = مشاهدة
basis-heard = سماع
basis-sensor = جهاز رصد
basis-trace = آثار
basis-told = إخبار
decision-merge = جُعلت عدة أحداث حدثاً واحداً بقرار من شخص
decision-split = جُزِّئ حدث بقرار من شخص
decision-move = نُقل بلاغ بقرار من شخص
disputed = محل خلاف
how-well-known = مدى المعرفة به
where-reports-differ = مواضع اختلاف البلاغات
answers-of-parties = أجوبة الأطراف
the-case = القضية
heading-due = المواعيد
who-says-so = من يقول ذلك
n-voices = { $n ->
    [zero] لا يتحدث عنه أي بلاغ.
    [one] يتحدث عنه بلاغ واحد.
    [two] يتحدث عنه بلاغان، وعدد المصادر الأصلية { $origins }.
    [few] تتحدث عنه { $n } بلاغات، وعدد المصادر الأصلية { $origins }.
    [many] يتحدث عنه { $n } بلاغاً، وعدد المصادر الأصلية { $origins }.
   *[other] يتحدث عنه { $n } بلاغ، وعدد المصادر الأصلية { $origins }.
}
as-given-by = بحسب { $it }
why-one-event = لماذا تُعدّ هذه البلاغات حدثاً واحداً
particulars = البيانات
event-id = معرِّف الحدث
bears-on = له صلة بما يلي
ledger-entry = القيد { $it } في السجل

# The case on an event
finding-revised = { $it } (حل محله استنتاج آخر لاحقاً)
somebody = جهة ما
access-refused = مُنع الوصول إلى المكان من جانب { $by }، بحسب { $source }
answered = جواب { $by }: { $answer }
stage-allegation = ادعاء
stage-preliminary-look = نظر أولي
stage-tasking = تكليف
stage-site-visit = زيارة ميدانية
stage-notification = إخطار
stage-response = رد
stage-draft = مشروع استنتاج
stage-decision = قرار
stage-dissent = رأي مخالف
stage-publication = نشر
stage-recommendation = توصية
stage-cessation = الكف عن الفعل
stage-remedy = جبر الضرر
stage-follow-up = متابعة
step-allegation = ادعاء من { $by }
step-allegation-to = ادعاء من { $by } أمام { $to }
step-preliminary-look = نظر أولي من { $by }
step-tasking = تكليف من { $by }
step-tasking-to = تكليف من { $by } إلى { $to }
step-site-visit = زيارة ميدانية لحساب { $by }
step-site-visit-to = زيارة ميدانية لحساب { $by } من قِبل { $to }
step-notification = إخطار من { $by }
step-notification-to = إخطار من { $by } إلى { $to }
step-draft = مشروع استنتاج معروض على { $by }
step-dissent = رأي مخالف من { $by }
step-publication = نشر الاستنتاج من قِبل { $by }
step-recommendation = توصية من { $by }
step-recommendation-to = توصية من { $by } إلى { $to }
step-cessation = الكف عن الفعل، بحسب قول { $by }
step-cessation-established = الكف عن الفعل، بإثبات من { $by }
step-remedy = جبر الضرر، بحسب قول { $by }
step-remedy-established = جبر الضرر، بإثبات من { $by }
step-follow-up = متابعة من { $by }
step-on = { $step }، في { $on }
step-due = { $step }، في موعد أقصاه { $due }
verdict-established = مُثبَت
verdict-not-established = غير مُثبَت
verdict-refuted = مدحوض
standard-reasonable-suspicion = اشتباه معقول
standard-reasonable-grounds-to-believe = أسباب معقولة تدعو إلى الاعتقاد
standard-balance-of-probabilities = رجحان الاحتمالات
standard-clear-and-convincing = أدلة واضحة ومقنعة
standard-beyond-reasonable-doubt = بما لا يدع مجالاً لشك معقول
finding-fact = وقوع الحدث: { $it }
finding-author = الفاعل: { $it }
finding-number = العدد: { $it }
finding-breach = خرق { $of }: { $it }
finding-by = استنتاج { $by }: { $what }
finding-revises = { $finding }، بدلاً من { $of }
answer-fact = وقوع الحدث
answer-author = إسناد الفعل
answer-number = العدد
answer-accepts = قبول { $it }
answer-denies = إنكار { $it }
answer-justifies = قبول { $element } مع التمسك بالسبب { $ground }
unanswered-fact = لا جواب بشأن وقوع الحدث
unanswered-author = لا جواب بشأن إسناد الفعل
unanswered-number = لا جواب بشأن العدد
answer-disputed = { $answer }: محل خلاف منذ { $day }
answer-on = { $answer } ({ $day })
party-answers = { $party }: { $answer }
no-response-by = { $party }: لم يصل أي رد حتى { $day }
no-response-recorded = { $party }: لم يُسجَّل أي رد حتى { $day }
due-of = { $step } من { $of }
a-step = خطوة
due-waits = { $step }: يسري الأجل من { $at }، وهو ما لم يُسجَّل بعد
due-pending = { $step }: الموعد أقصاه { $by }
due-overdue = { $step }: كان الموعد أقصاه { $by }، ولم يُسجَّل شيء
due-none-done = { $step }: التنفيذ في { $at }
due-done = { $step }: الموعد أقصاه { $by }، والتنفيذ في { $at }
due-late = { $step }: الموعد أقصاه { $by }، والتنفيذ متأخراً في { $at }
due-claimed = { $step }: الموعد أقصاه { $by }؛ والتنفيذ بحسب الادعاء في { $at }، ولم تُثبت ذلك أي هيئة

# Sources
sources-lead = من يُبلِّغنا، واستناداً إلى قول من. والبلاغات التي تعود إلى مصدر أصلي واحد هي صوت واحد، مهما كثرت المصادر التي تنقلها.
column-kind = النوع
column-organ-of = من أجهزة
column-reliability = الموثوقية
column-told = البلاغات المقدَّمة
column-origin-of = البلاغات العائدة إليه
organs-and-proxies = الأجهزة والوكلاء
ties-lead = لمن تُعدّ الجهة الفاعلة جهازاً أو وكيلاً، ومن متى إلى متى، وبأي سند. وما تقوله جهة فاعلة لمصلحة طرف لا يُحسب قولاً صادراً عمن هو من خارج الأطراف.
column-actor = الجهة الفاعلة
source-monitor = تابع للبعثة نفسها
source-party = طرف
source-organisation = منظمة دولية
source-state = دولة ليست طرفاً
source-outlet = وسيلة إعلام
source-data-set = مجموعة بيانات
source-civil-society = مجتمع مدني
source-other = غير ذلك
column-held-to-be = الصفة المنسوبة إليها
column-time = الوقت
column-may-answer = لمن أن يجيب عنها
column-ground = السند

# The ledger
ledger-keep-checkpoint = ينبغي حفظ نقطة التحقق هذه في مكان آخر. فبها يمكن لأي شخص أن يبيّن لاحقاً ما إذا كان أي شيء قد غُيِّر أو أزيل منذ ذلك الحين:
column-entry = القيد
column-about = الموضوع
column-recorded = وقت التسجيل
what-it-says = ما يقوله
envelope-site = الموقع
envelope-number = الرقم
envelope-kind = النوع
envelope-recorded-at = وقت التسجيل
envelope-author = صاحب القيد
envelope-signed-by = التوقيع
envelope-beside = المحفوظ إلى جانبه
envelope-hash = البصمة الرقمية
envelope-before = القيد السابق
signed-by-nobody = لا أحد
signed-by-holder = { $holder }، بالمفتاح { $key }
signed-by-stranger = المفتاح { $it }، وهو غير مسجَّل
beside-gone = { $it } (مُحي أو لم يُقدَّم)

# The inbox and a report
inbox-empty = لا شيء هنا.
inbox-keys = المفاتيح: j للتالي وk للسابق، وx للاختيار، وo للفتح؛ وt للأخذ، وa للقبول، وr للإعادة، وs للتنحية.
choose-report = اختيار { $it }
received-at = ورد في { $it }
stand-received = وارد
stand-taken = مأخوذ للنظر
stand-accepted = مقبول
stand-returned = معاد للاستكمال
stand-set-aside = منحّى جانباً
stand-by = { $stand } من قِبل { $by }، { $at }
with-chosen = إجراء بشأن المختار
reason = السبب
do-taken = أخذ للنظر
do-accepted = قبول
do-returned = إعادة للاستكمال
do-set-aside = تنحية جانباً
next-step = الخطوة التالية
next-page = الصفحة التالية
page-before = الصفحة السابقة
step-recorded = { $report }: سُجِّل بوصفه القيد { $entry } في السجل
step-known = { $it }: هذا وارد في السجل من قبل
step-refused = { $report }: { $why }
nothing-chosen = لم يُختر شيء.
statement-account = رواية
statement-observation = رصد
statement-access-denied = منع من الوصول
statement-decision = قرار
statement-response = رد
statement-case-step = خطوة في قضية
statement-score = درجة
statement-withdrawn = سحب
as-told = كما رُوي
on-the-word-of = بناءً على قول { $it }
told-and-recorded = أُبلغ عنه في { $told }، وسُجِّل في { $recorded }
the-article = المقال؛ والمعلَّم فيه هو ما يستند إليه البلاغ
the-event = الحدث الذي يتحدث عنه
looked-at = إلى أي حد جرى النظر فيه
files = الملفات
no-files = لم يرد معه أي ملف.
sealed-to = مختوم، ولا يُفتح إلا لدى { $it }
custody-opened = فُتح
custody-copied = أُعدّت نسخة عمل
custody-handed = سُلِّم إلى الغير
custody-to = إلى { $it }
custody-after = ثم SHA-256 { $it }
report-name = بلاغ
observer-at = موقع المراقب
observer-bearing = الاتجاه بالدرجات
observer-distance = المسافة بالأمتار
observer-detonations = الانفجارات

# Events, map, registers, changes, search
filters = عوامل التصفية
all = الكل
zone = المنطقة
laid-to = منسوب إلى
known-at-least = مستوى المعرفة، على الأقل
first-day = من يوم
last-day = إلى نهاية يوم
that-it-happened = وقوع الحدث
level-refuted = مدحوض
map-events = { $n ->
    [zero] لا أحداث، وعدد ما رُسم مكانه { $drawn }
    [one] حدث واحد، وعدد ما رُسم مكانه { $drawn }
    [two] حدثان، وعدد ما رُسم مكانه منهما { $drawn }
    [few] { $n } أحداث، وعدد ما رُسم مكانه منها { $drawn }
    [many] { $n } حدثاً، وعدد ما رُسم مكانه منها { $drawn }
   *[other] { $n } حدث، وعدد ما رُسم مكانه منها { $drawn }
}
map-label = خريطة المناطق والأحداث؛ ويعرض الجدول أدناه المعلومات نفسها بحسب المنطقة
map-closer = تقريب
map-wider = توسيع
map-north = شمالاً
map-south = جنوباً
map-west = غرباً
map-east = شرقاً
by-zone = بحسب المنطقة
as-calendar = بصيغة تقويم
rests-on = يستند إلى
changes-lead = { $n ->
    [0] من حجم السجل { $from } إلى { $to } لم يتغيّر أي تقييم.
    [one] من حجم السجل { $from } إلى { $to } تغيّر تقييم واحد.
    [two] من حجم السجل { $from } إلى { $to } تغيّر تقييمان.
    [few] من حجم السجل { $from } إلى { $to } تغيّرت { $n } تقييمات.
    [many] من حجم السجل { $from } إلى { $to } تغيّر { $n } تقييماً.
   *[other] من حجم السجل { $from } إلى { $to } تغيّر { $n } تقييم.
}
since-size = منذ حجم السجل
column-rule = القاعدة
column-of = في ما يخص
column-level = المستوى
column-was = السابق
column-is = الحالي
column-because-of = بسبب قيود السجل
outcome-and-count = { $outcome } (العدد { $count })
no-such-instance = لا توجد حالة كهذه
search-for = البحث عن
word-event = حدث
word-report = بلاغ

# Registers
register-aid = الشحنات
register-aid-stages = الشحنات، مرحلة بمرحلة
register-aid-days = المساعدات في كل فترة مقارنةً بالمستحق
register-aid-duties = الالتزامات المتعلقة بالمساعدات
register-crossings = المعابر
register-weapons = الأسلحة
register-weapon-duties = الالتزامات المتعلقة بالأسلحة
register-infrastructure = البنية التحتية العسكرية
register-baselines = خطوط الأساس
register-projects = المشاريع
register-goods = طلبات المواد
register-goods-stages = طلبات المواد، مرحلة بمرحلة
register-funds = الأموال
register-contacts = الاتصالات بين الوفود
register-contact-pairs = من التقى بمن
register-stances = المواقف المعلنة
register-due = ما هو مستحق
register-releases = عمليات الإفراج والإعادة
register-release-duties = الالتزامات المتعلقة بالإفراج
register-remedies = التوصيات وجبر الضرر
register-coverage = تغطية الرصد
register-tallies = مجاميع دون أحداث مفصَّلة
register-force = القوة
register-force-eligibility = من يجوز له المشاركة في القوة
register-force-duties = التزامات القوة
field-agenda = جدول الأعمال
field-alleged = مزعوم
field-amount = المقدار
field-approved = الموافَق عليه
field-arrived-high = الواصل، على الأكثر
field-arrived-low = الواصل، على الأقل
field-asked = المطلوب
field-asked-high = المطلوب، على الأكثر
field-asked-low = المطلوب، على الأقل
field-baseline = خط الأساس
field-because = السبب
field-both-days = اليومان كلاهما
field-by = من قِبل
field-by-its-numbers = بحسب أرقامه
field-came-in = الداخل
field-ceased = الكف
field-ceased-known = مدى المعرفة بالكف
field-ceased-told-by = المُبلِّغ عن الكف
field-class = الفئة
field-closed-days = أيام الإغلاق
field-condition = الحالة المادية
field-consignment = الشحنة
field-converted-high = المحوَّل، على الأكثر
field-converted-low = المحوَّل، على الأقل
field-converted-to = محوَّل إلى
field-corroborated = معزَّز
field-counted-alleged = محتسَب مزعوم
field-counted-corroborated = محتسَب معزَّز
field-counted-verified = محتسَب متحقَّق منه
field-crossing = المعبر
field-currency = العملة
field-day = اليوم
field-days = الأيام
field-days-left = الأيام المتبقية
field-days-to-approval = أيام حتى الموافقة
field-days-to-delivery = أيام حتى التسليم
field-days-to-entry = أيام حتى الإدخال
field-days-to-use = أيام حتى الاستعمال
field-days-waiting = أيام الانتظار
field-declared = المعلن
field-definition = التعريف
field-delivered = المسلَّم
field-delivered-high = المسلَّم، على الأكثر
field-delivered-low = المسلَّم، على الأقل
field-destination = الوجهة
field-differs-from = يختلف عن
field-disposed = المُخرَج من الاستعمال
field-due = الموعد
field-event = الحدث
field-events = الأحداث
field-entered = المُدخَل
field-entered-high = المُدخَل، على الأكثر
field-entered-low = المُدخَل، على الأقل
field-events-corroborated = أحداث معزَّزة
field-events-possible = أحداث ممكنة
field-events-verified = أحداث متحقَّق منها
field-for = لأجل
field-form = الشكل
field-from = من
field-goods = المواد
field-handed-over = المسلَّم
field-held-by = يأخذ به
field-high = على الأكثر
field-hours = الساعات
field-in-unit = بوحدة
field-instance = الحالة
field-killed = القتلى
field-kind = النوع
field-known = مدى المعرفة
field-lacking-high = الناقص، على الأكثر
field-lacking-low = الناقص، على الأقل
field-looked-again = المتابعة
field-low = على الأقل
field-made-good = الجبر
field-made-good-known = مدى المعرفة بالجبر
field-made-good-told-by = المُبلِّغ عن الجبر
field-marking = العلامات
field-means = الوسيلة
field-met = مستوفى
field-month = الشهر
field-name = الاسم
field-named-by-some = يسمّيه بعضهم
field-number = العدد
field-of = في ما يخص
field-on = في
field-one = أحدهما
field-open = مفتوح
field-open-days = أيام الفتح
field-open-hours = ساعات الفتح
field-other = الآخر
field-other-units = وحدات أخرى
field-part = الجزء
field-perhaps = ربما
field-place = المكان
field-position = الموقف
field-project = المشروع
field-rate-day = يوم سعر الصرف
field-rate-high = سعر الصرف، على الأكثر
field-rate-low = سعر الصرف، على الأقل
field-rate-told-by = المُبلِّغ عن سعر الصرف
field-reading = القراءة
field-recommendation = التوصية
field-recommended = الموصى به
field-refused = المرفوض
field-refused-by = الجهة الرافضة
field-removed = المُخرَج من المخزن
field-report = البلاغ
field-request = الطلب
field-requested = موضوع الطلب
field-requests = الطلبات
field-rule = القاعدة
field-sent-high = المرسَل، على الأكثر
field-sent-low = المرسَل، على الأقل
field-serial = الرقم التسلسلي
field-settled-by = الحاسم
field-since = منذ
field-source = المصدر
field-stage = المرحلة
field-stands = القائم
field-state = الوضع
field-stored = المخزَّن
field-subject = الموضوع
field-sum-corroborated = المجموع المعزَّز
field-sum-high = المجموع، على الأكثر
field-sum-low = المجموع، على الأقل
field-sum-verified = المجموع المتحقَّق منه
field-taken-by = الجهة المستولية
field-taken-high = المستولى عليه، على الأكثر
field-taken-low = المستولى عليه، على الأقل
field-then-alleged = إن لم يرد شيء: مزعوم
field-then-corroborated = إن لم يرد شيء: معزَّز
field-then-verified = إن لم يرد شيء: متحقَّق منه
field-to = إلى
field-told-by = المُبلِّغ
field-told-in = ورد في
field-unit = الوحدة
field-until = حتى
field-used = المستعمَل
field-used-high = المستعمَل، على الأكثر
field-used-low = المستعمَل، على الأقل
field-verified = متحقَّق منه
field-waits-for = في انتظار
field-what = ماذا
field-with = مع
field-witness = الشاهد
field-zone = المنطقة

verify-heading = التحقق هنا
verify-lead = يمكن لمتصفحك أن يتأكد بنفسه من أن هذه القيود موجودة في السجل الذي تعود إليه نقطة التحقق هذه.
verify-do = التحقق من هذه القيود
verify-done = { $n ->
    [zero] لم تُحسب هنا بصمة أي قيد.
    [one] حُسبت هنا بصمة قيد واحد، وهو موجود في شجرة نقطة التحقق.
    [two] حُسبت هنا بصمتا قيدين، وهما موجودان في شجرة نقطة التحقق.
    [few] حُسبت هنا بصمات { $n } قيود، وهي موجودة في شجرة نقطة التحقق.
    [many] حُسبت هنا بصمات { $n } قيداً، وهي موجودة في شجرة نقطة التحقق.
   *[other] حُسبت هنا بصمات { $n } قيد، وهي موجودة في شجرة نقطة التحقق.
}
verify-wrong = القيد { $it } لا يطابق ما تفيد به نقطة التحقق.
mission-settings = الإعدادات
setting-open = ما يراه الجمهور
setting-second = يُطلب عامل تحقق ثانٍ
setting-address = العنوان
setting-notice = عدد الأيام السابقة للموعد التي تنبّه فيها التقاويم إليه
setting-delay = عدد الأيام التي تُحجب فيها عن الجمهور الكشوف المنطوية على خطر
setting-zone = المنطقة الزمنية
setting-languages = لغات الاتفاق ذات الحجية
day-shown = اليوم المعروض
earlier = السابق
later = اللاحق

# What is done with an event
answer-for = الجواب باسم { $it }
answer-to = الجواب عن ماذا
the-answer = الجواب
choose-accepts = قبول
choose-denies = إنكار
choose-justifies = قبول مع التبرير
ground-pleaded = السبب، في حال التبرير
in-its-words = بنص كلام الطرف
answer-on-record = يبقى الجواب في السجل باسم الطرف، لكل من يجوز له الاطلاع على الحدث.
do-answer = إدراج في السجل
record-finding = تسجيل استنتاج
no-body = لا يسمّي الاتفاق أي هيئة تتولى التوصل إلى استنتاجات.
body-that-finds = الهيئة
who-did-it = من الفاعل
a-breach = خرق
says-nothing = لا يذكر شيئاً عن ذلك
breach-of-which = خرق أي حكم
standard-of-proof = معيار الإثبات
only-people-find = البرنامج يقيّم فحسب. أما الاستنتاج فهو قرار الهيئة، مشفوعاً بأسبابه، وهو باقٍ على الدوام: قد يحل محله استنتاج آخر، ولا يزيله شيء.
which-reports = البلاغات التي تتحدث عن هذا الحدث
tell-of-another = هذه تتحدث عن حدث آخر
is-same-as = هذا الحدث هو نفسه (حدث أو بلاغ)
do-split = تجزئة
do-merge = دمج في حدث واحد
done-as-entry = سُجِّل بوصفه القيد { $it } في السجل.

# Members and accounts
members-lead = من لهم عضوية في البعثة، وما يقومون به. العضويات قيود في السجل، أما الحسابات فلا.
column-name = الاسم
column-roles = الأدوار
column-account = الحساب
column-do = الإجراء
role-of-monitor = مراقب
role-of-triage = مسؤول الفرز
role-of-analyst = محلل
role-of-verification-body = هيئة التحقق
role-of-liaison = ضابط ارتباط طرف
role-of-publisher = ناشر
role-of-administrator = مدير النظام
account-none = تسجيل الدخول غير متاح بعد
account-one-factor = كلمة مرور فقط
account-two-factors = كلمة مرور وعامل تحقق ثانٍ
do-invite = دعوة
do-end-place = إنهاء العضوية
give-place = منح عضوية
never-a-persons-name = اسم قصير يبقى في السجل على الدوام: ولا يكون أبداً اسم شخص.
liaison-of = الطرف، في حالة ضابط ارتباط
invitation-of = يُسلَّم هذا الرابط إلى { $it } بطريقة لا يطّلع عليها أحد سواه. وهو صالح مرة واحدة، لمدة ثلاثة أيام، ولن يُعرض مرة أخرى.
demo-heading = عرض تجريبي
demo-lead = يجوز لكل من يستخدم هذا الحاسوب تجربة جميع الأجزاء. ولا يخرج منه شيء مما هو هنا.
password = كلمة المرور
code = الرمز
code-help = رمز عامل التحقق الثاني، أو رمز استرداد. يُترك فارغاً إن لم يُضبط عامل تحقق ثانٍ.
no-account = يتلقى الأعضاء رابط دعوة من مدير النظام.
public-record = ما يجوز للجميع الاطلاع عليه
wrong-entry = الاسم أو كلمة المرور أو الرمز غير صحيح.
wait-entry = { $n ->
    [zero] محاولات خاطئة أكثر من اللازم. يمكن المحاولة من جديد الآن.
    [one] محاولات خاطئة أكثر من اللازم. يمكن المحاولة من جديد بعد ثانية واحدة.
    [two] محاولات خاطئة أكثر من اللازم. يمكن المحاولة من جديد بعد ثانيتين.
    [few] محاولات خاطئة أكثر من اللازم. يمكن المحاولة من جديد بعد { $n } ثوانٍ.
    [many] محاولات خاطئة أكثر من اللازم. يمكن المحاولة من جديد بعد { $n } ثانية.
   *[other] محاولات خاطئة أكثر من اللازم. يمكن المحاولة من جديد بعد { $n } ثانية.
}
choose-password = اختيار كلمة مرور
password-again = كلمة المرور نفسها مرة أخرى
password-help = الحد الأدنى لعدد الأحرف: { $it }. ويسهل حفظ بضع كلمات لا صلة بينها.
password-short = عدد أحرف كلمة المرور أقل من { $it }.
password-differs = كلمتا المرور غير متطابقتين.
welcome = مرحباً، { $it }
invitation-old = لم تعد هذه الدعوة صالحة. ينبغي طلب دعوة أخرى.
page-account = الحساب
recovery-codes = رموز الاسترداد
recovery-help = ينبغي تدوين هذه الرموز وحفظها بعيداً عن هاتفك. وكل منها صالح مرة واحدة بدلاً من الرمز، ولن تُعرض مرة أخرى.
second-factor = عامل التحقق الثاني
second-needed = تشترط هذه البعثة عامل تحقق ثانياً. يجب ضبطه للمتابعة.
second-set = عامل التحقق الثاني مضبوط.
second-not-set = لم يُضبط أي عامل تحقق ثانٍ.
n-codes-left = { $n ->
    [0] لم يبقَ أي رمز استرداد.
    [one] بقي رمز استرداد واحد.
    [two] بقي رمزا استرداد.
    [few] بقيت { $n } رموز استرداد.
    [many] بقي { $n } رمز استرداد.
   *[other] بقي { $n } رمز استرداد.
}
second-begin = ضبط عامل تحقق ثانٍ
second-anew = ضبط عامل تحقق ثانٍ جديد
second-help = يُمسح هذا بتطبيق للرموز المستعملة مرة واحدة، أو يُكتب السر فيه؛ ثم يُدخل هنا الرمز الذي يعرضه التطبيق.
second-secret = السر:
second-set-it = ضبط
second-wrong = الرمز غير صحيح؛ يمكن تجربة الرمز التالي الذي يعرضه التطبيق.
sessions = الجلسات
column-browser = المتصفح
session-times = منذ { $since }، وآخر استعمال { $seen }
this-session = هذه الجلسة
do-end = إنهاء
end-others = إنهاء جميع الجلسات الأخرى
sign-out = تسجيل الخروج
password-now = كلمة المرور الحالية
password-changed = غُيِّرت كلمة المرور. وأُنهيت جميع الجلسات الأخرى.
change = تغيير
picture-aid = كل خط هو ما عدّه مصدر واحد، كنسبة مما هو مستحق للمدة نفسها؛ والخط المتقطع هو كل المستحق. وحيث لا خط، لم يذكر أحد رقماً قابلاً للمقارنة.
picture-shares = ما جرى عدّه مقابل ما هو مطلوب، بحسب درجة المعرفة به؛ والشرطة المتقطعة هي الكل.
picture-contacts = عدد لقاءات كل طرفين كما يذكرها المصدر الذي يذكر أكثرها. ولا تُجمع المصادر.
picture-coverage = الشريط الأعلى: ساعات أمكن فيها لأحد أن ينظر، على الأقل. الشريط الأسفل: ساعات مُنع فيها أحد من النظر. الشرطة: لم يقل أحد شيئاً.
counted-of-asked = { $counted } من { $asked }
column-counted = المعدود
no-zone-named = لم تُسمَّ منطقة
hours-watched = نُظر { $seen } س، مُنع { $refused } س
hours-seen = ساعات أمكن فيها النظر في الأسبوع السابق
hours-refused = ساعات مُنع فيها النظر
map-unseen = لا يُعرف أن أحداً نظر في الأسبوع السابق
article-missing = ملفه غير محفوظ هنا، أو لم يعد كما كان حين وصل.
openid-none = لا تسمّي هذه البعثة أي جهة تقدّم الحسابات.
openid-failed = لم ينجح تسجيل الدخول عبر الجهة الأخرى. حاول مجدداً، أو سجّل الدخول هنا.
openid-old = بدأ ذلك الدخول في متصفح آخر، أو مضى عليه وقت طويل، أو استُعمل. ابدأ من جديد.
openid-second = لم تقل الجهة إن عاملاً ثانياً قد أُبرز، وهذه البعثة تطلبه.
openid-nobody = لا يفتح ذلك الحساب باباً هنا. اطلب دعوة من مسؤول البعثة.
openid-others = ذلك الحساب مربوط بشخص آخر، أو لم تعد مسجّل الدخول.
openid-bound = صار الحساب الآخر يفتح لك الباب هنا.
openid-left = لم يعد الحساب الآخر يفتح لك الباب.
openid-only = هو طريقك الوحيد للدخول: اطلب دعوة واختر كلمة مرور أولاً.
openid-heading = حساب لدى جهة أخرى
openid-is-bound = حسابك لدى { $it } يفتح لك الباب هنا.
openid-not-bound = يمكنك تسجيل الدخول أيضاً بحساب لدى { $it }.
openid-bind = ربط حساب لدى { $it }
openid-unbind = فك الربط
openid-to = تسجيل الدخول عبر { $it }
openid-onward = إلى { $it }
openid-onward-help = هناك تقول من أنت، ثم تعيدك إلى هنا.
openid-join-help = أو من دون كلمة مرور خاصة بك هنا:
text-original = النص المعتمد
page-publications = المنشورات
publications-lead = ما نُشر، وفي أي لحظة وحجم سجل. والمنشور اللاحق يقول ما الذي يصححه.
data-title = البيانات
data-lead = الأحداث بصيغ يقرأها الآخرون: كما ادُّعيت، بلا نصوص ولا مصادر ولا أماكن دقيقة؛ وما قد يعرّض أحداً للخطر يتأخر بضعة أيام.
codebook = دليل الأعمدة
published-so-far = ما نُشر حتى الآن
left-board = لوحة
left-bundle = حزمة للتحقق
left-report = التقرير الدوري
outside-note = ما يجوز نشره، بالأسماء التي تحملها الأحداث خارج البعثة. أحداث محجوبة: { $events }. تقييمات يقول فيها السجل الكامل غير ذلك: { $assessments }.
preview-title = جنباً إلى جنب
preview-within = في الداخل
preview-outside = ما يُنشر
preview-statuses = حالات تختلف خارج البعثة
preview-same = لا شيء: يترتب على ما يُنشر ما يترتب على السجل الكامل نفسه.
preview-staying = أحداث تبقى في الداخل، بحسب النوع
preview-events = أحدث الأحداث
preview-stays = يبقى في الداخل
doc-killed-column = القتلى، بحسب الادعاء
doc-advance = نسخة مسبقة إلى { $party } لإبداء ردّه؛ ليست للنشر
doc-advance-until = نسخة مسبقة إلى { $party } لإبداء ردّه حتى { $until }؛ ليست للنشر
doc-no-copies = لم تتسلّم أي من الأطراف نسخة قبل النشر.
doc-not-answered = تسلّم { $party } نسخة في { $day } (قيد السجل { $entry }) ولم يردّ.
doc-answered = تسلّم { $party } نسخة في { $day } (قيد السجل { $entry }) وجاء في ردّه:
held-open = قائم
held-pending = لم يحن موعده
held-overdue = فات موعده
held-claimed = مُدَّعى
held-confirmed = مؤكَّد
held-done = أُنجز
held-done-late = أُنجز مع تأخر
report-from = تقرير عن الأيام من
report-to = إلى
report-get = الحصول على التقرير
left-ledger = نسخة من السجل
left-data = بيانات ({ $it })
bundle-lead = ما يترتب على الأحداث الواردة في هذا المجلد. وللتحقق منه:
bundle-events-withheld = أحداث محجوبة: { $it }
bundle-assessments-withheld = تقييمات يقول فيها السجل الكامل غير ذلك لأن ما يصنع الفرق محجوب: { $it }
publish-board = نشر اللوحة
as-of-and-size = الوضع في { $as_of }، حجم السجل { $size }
as-public-sees = كما سيراها الجمهور
said-with-it = ما يقال معه
it-corrects = يصحح المنشور المؤرخ
it-corrects-none = لا شيء
do-publish = نشر
nothing-published = لم يُنشر شيء بعد.
column-shows = يعرض
corrects = يصحح القيد { $it }
corrected-by = صححه القيد { $it }
was-corrected = نُشر هذا ثم صُحح لاحقاً: انظر السجل في { $it }.
not-published = لم يُنشر هذا.
open-closed = لا شيء
open-published = ما نُشر
open-live = السجل كما هو الآن
page-devices = الأجهزة
devices-lead = هواتف وأجهزة لوحية ترسل من الميدان. كل منها يتحدث باسم مصدر واحد؛ ومفتاحه يفتح الاستمارات ولا شيء غيرها.
devices-elsewhere = تُسجَّل أجهزة هذه البعثة بالأوامر.
device-enrol = تسجيل جهاز
device-source = المصدر الذي يتحدث باسمه
device-told = امسح هذا في التطبيق (ODK Collect أو KoboCollect: إضافة مشروع). يُعرض هذه المرة فقط؛ ومن يملكه يملك المفتاح.
device-by-hand = أو يدوياً، كعنوان للخادم:
device-strike-off = شطب
device-struck-off = لم يعد يُسمح لـ { $it } بالدخول.
device-times = { $since } حتى { $until }
since-moment = منذ { $it }
history = كيف جرى تقييمه مع مرور الوقت
history-lead = في نهاية كل شهر، بحسب ما يعرفه السجل عند الحجم المبيّن أعلاه. وقد تكون الصفحة قالت غير ذلك حينها، إذ كان المعروف أقل.
as-written = كما كُتب
level-unknown = مجهول
level-disputed = متنازع فيه
level-means-refuted = استنتاج يقول إنه ليس كذلك
level-means-disputed = أجاب طرف بأنه ليس كذلك
level-means-unknown = لا أحد يقول
what-signs-mean = معنى العلامات

# The periodic report
doc-contents = المحتويات
doc-internal = داخلي: السجل بكامله، وليس للنشر
doc-corrects = يصحّح هذا التقرير المنشور المسجَّل في قيد السجل رقم { $it }.
doc-foot = حتى { $as_of }، حجم السجل { $size }. البرنامج يقيّم، والاستنتاج للبشر وحدهم.
doc-event = ح{ $it }
doc-entry = القيد { $it }
doc-n-events = { $n ->
    [zero] لا أحداث مُدَّعاة في الفترة
    [one] حدث واحد مُدَّعى في الفترة
    [two] حدثان مُدَّعيان في الفترة
    [few] { $n } أحداث مُدَّعاة في الفترة
    [many] { $n } حدثاً مُدَّعى في الفترة
   *[other] { $n } حدث مُدَّعى في الفترة
}
doc-n-changed = { $n ->
    [zero] لم يتغيّر أي تقييم عما كان عليه عند بدء الفترة
    [one] تقييم واحد تغيّر عما كان عليه عند بدء الفترة
    [two] تقييمان تغيّرا عما كانا عليه عند بدء الفترة
    [few] { $n } تقييمات تغيّرت عما كانت عليه عند بدء الفترة
    [many] { $n } تقييماً تغيّر عما كان عليه عند بدء الفترة
   *[other] { $n } تقييم تغيّر عما كان عليه عند بدء الفترة
}
doc-n-findings = { $n ->
    [zero] لا استنتاجات في الفترة
    [one] استنتاج واحد في الفترة
    [two] استنتاجان في الفترة
    [few] { $n } استنتاجات في الفترة
    [many] { $n } استنتاجاً في الفترة
   *[other] { $n } استنتاج في الفترة
}
doc-n-responses = { $n ->
    [zero] لا ردود من الأطراف في الفترة
    [one] رد واحد من طرف في الفترة
    [two] ردّان من الأطراف في الفترة
    [few] { $n } ردود من الأطراف في الفترة
    [many] { $n } رداً من الأطراف في الفترة
   *[other] { $n } رد من الأطراف في الفترة
}
doc-n-instances = { $n ->
    [zero] لا حالات
    [one] حالة واحدة
    [two] حالتان
    [few] { $n } حالات
    [many] { $n } حالة
   *[other] { $n } حالة
}
doc-n-overdue = { $n ->
    [zero] لا التزامات فات موعدها في نهاية الفترة
    [one] التزام واحد فات موعده في نهاية الفترة
    [two] التزامان فات موعدهما في نهاية الفترة
    [few] { $n } التزامات فات موعدها في نهاية الفترة
    [many] { $n } التزاماً فات موعده في نهاية الفترة
   *[other] { $n } التزام فات موعده في نهاية الفترة
}
doc-n-decisions = { $n ->
    [zero] لا قرارات للهيئات حتى نهاية الفترة
    [one] قرار واحد لهيئة حتى نهاية الفترة
    [two] قراران للهيئات حتى نهاية الفترة
    [few] { $n } قرارات للهيئات حتى نهاية الفترة
    [many] { $n } قراراً للهيئات حتى نهاية الفترة
   *[other] { $n } قرار للهيئات حتى نهاية الفترة
}
doc-n-denied = { $n ->
    [zero] لا بلاغات عن منع الوصول في الفترة
    [one] بلاغ واحد عن منع الوصول في الفترة
    [two] بلاغان عن منع الوصول في الفترة
    [few] { $n } بلاغات عن منع الوصول في الفترة
    [many] { $n } بلاغاً عن منع الوصول في الفترة
   *[other] { $n } بلاغ عن منع الوصول في الفترة
}
doc-n-elsewhere = { $n ->
    [zero] لا أحداث في الفترة خارج المناطق المذكورة
    [one] حدث واحد في الفترة في غير منطقة مذكورة
    [two] حدثان في الفترة في غير منطقة مذكورة
    [few] { $n } أحداث في الفترة في غير منطقة مذكورة
    [many] { $n } حدثاً في الفترة في غير منطقة مذكورة
   *[other] { $n } حدث في الفترة في غير منطقة مذكورة
}
doc-more = { $n ->
    [zero] ولا غيرها
    [one] وحدث آخر
    [two] وحدثان آخران
    [few] و{ $n } أحداث أخرى
    [many] و{ $n } حدثاً آخر
   *[other] و{ $n } حدث آخر
}
doc-earlier = { $n ->
    [zero] لا شيء قبل الفترة
    [one] حدث واحد قبل الفترة
    [two] حدثان قبل الفترة
    [few] { $n } أحداث قبل الفترة
    [many] { $n } حدثاً قبل الفترة
   *[other] { $n } حدث قبل الفترة
}
doc-status = الحالة
doc-statuses = الالتزامات بحسب الحالة والمستوى في نهاية الفترة (وفي بدايتها). الالتزام قاعدة، في قراءة، لطرف؛ وما يتكرر منها قد تكون له حالات عدة.
doc-now-before = { $now } ({ $was })
doc-status-of = الحالة بموجب الحكم { $it }
doc-rests-on = يستند إلى
doc-none = لا شيء
doc-before = من قبل: { $it }
doc-times = { $outcome } × { $n }
doc-no-event = لا أحداث
doc-nothing = لا شيء يُدرج هنا.
doc-about = بشأن
doc-finding = الاستنتاج
doc-reference = المرجع
doc-answer = الرد
doc-body = الهيئة
doc-decided = القرار بشأن
doc-turn = الأثر
doc-begins = يبدأ
doc-ends = ينتهي
doc-type = ما حدث، بحسب الادعاء
doc-laid-to = المنسوب إليه، بحسب الادعاء
doc-refuted = مدحوض
doc-zone = المنطقة
doc-zones = أحداث الفترة بحسب المنطقة والمستوى
doc-month-from = الشهر ابتداءً من
doc-observed = المُراقَب
doc-asked = المطلوب
doc-refused-hours = ساعات المنع
doc-coverage = نسبة الوقت الذي أمكن فيه لأحدٍ أن يرى، بحسب القاعدة والمنطقة والشهر
doc-kept-by = المانع، بحسب الادعاء
doc-percent = { $it }٪
doc-anywhere = في أي مكان
doc-number = الرقم
doc-where = أين
doc-how-many = العدد، بحسب الادعاء
doc-levels = مدى المعرفة
doc-name = الاسم في البيانات
doc-killed = قتلى: { $it }
doc-injured = جرحى: { $it }
doc-fact-is = وقوعه: { $it }
doc-author-is = فاعله: { $it }
doc-trend = أحداث الفترة أسبوعاً بأسبوع، من { $first } إلى { $last }: مجموعها { $n }، و{ $most } في أكثر الأسابيع. المملوء: متحقَّق منه؛ الفاتح: معزَّز؛ المحدَّد فقط: مزعوم.
doc-trend-alt = أعمدة، واحد لكل أسبوع من { $first } إلى { $last }: مجموع الأحداث { $n }، و{ $most } في أكثر الأسابيع.
doc-map = مناطق الاتفاق كما كانت في نهاية الفترة؛ وتزداد قتامةً حيث تكثر الادعاءات. الأرقام كما في الجدول.
doc-map-alt = خريطة لـ { $it } من المناطق؛ والجدول المجاور يقول الشيء نفسه.
doc-reasons = الأسباب الواردة
doc-parties = الأطراف
doc-defines-met = المعروف يكفي للقول إنه نُفِّذ
doc-defines-no-breach-recorded = لا شيء مما يُدَّعى يبلغ حد الخرق، وأمكن أن يُرى ما يكفي
doc-defines-breach-indicated = المعروف على هذا المستوى يكون خرقاً، إن صح
doc-defines-breach-found = أثبتته هيئة من هيئات الاتفاق
doc-defines-overdue = فات موعده، ولا شيء يُظهر أنه نُفِّذ أو لم يُنفَّذ
doc-defines-undetermined = المعروف لا يحسمه؛ لا امتثال ولا خرق
doc-defines-pending = لم يحن موعده بعد
doc-defines-not-in-force = القاعدة غير سارية في ذلك الوقت

# Alerts
alert-due = { $n ->
    [0] حان موعده: { $of }، { $due }
    [one] يحين موعده بعد يوم واحد: { $of }، { $due }
    [two] يحين موعده بعد يومين: { $of }، { $due }
    [few] يحين موعده بعد { $n } أيام: { $of }، { $due }
    [many] يحين موعده بعد { $n } يوماً: { $of }، { $due }
   *[other] يحين موعده بعد { $n } يوم: { $of }، { $due }
}
alert-status-first = { $of }: { $is } ({ $levels })
alert-status = { $of }: { $is }، وكان { $was } ({ $levels })
alert-event = ادعاء جديد: { $what }، { $zone }، { $day }؛ منسوب إلى: { $by }
alert-nowhere = بلا منطقة مذكورة
alert-finding = استنتاج جديد من { $by } بشأن الحدث { $event }
alert-publication = نُشر: قيد السجل { $it }
alert-subject = { $n ->
    [zero] لا إشعارات
    [one] إشعار واحد
    [two] إشعاران
    [few] { $n } إشعارات
    [many] { $n } إشعاراً
   *[other] { $n } إشعار
}
alert-foot = البرنامج يقيّم، والاستنتاج للبشر وحدهم. والادعاء ادعاء مصدره. وما لا يُعرف ليس امتثالاً ولا خرقاً.
alert-feed = الإشعارات كموجز

# Several sites
page-sites = المكاتب
sites-lead = مكاتب تحفظ السجل معًا. يكتب كل منها وحده، ولو بلا اتصال، ثم تجتمع قيودها كلها بالأمر truce sync. ما ينقص مكتبًا يُحسب مما كان لديه عند آخر لقاء.
column-site = المكتب
column-stands = حاله
column-entries-here = قيوده هنا
column-met = آخر لقاء
column-still-out = ما لم يصله بعد
column-compartments = الأقسام المغلقة
column-entries-told = القيود
column-meanwhile = في الأثناء
column-reason-why = السبب
site-own = هذا المكتب
site-invited = يكتب
site-never-met = لم يُلتقَ به من هنا
site-under-way = الآن: وصل { $came } وبقي { $left }
site-ended-replaced = استُبدل مفتاحه
site-ended-lost = شُطب: ضاع مفتاحه
site-ended-compromised = شُطب: مفتاحه لدى غيره
site-ended-left = شُطب: غادر
sites-disputes = ما قيل على وجهين
sites-disputes-lead = قال مكتبان هذا ولم يكن أي منهما يعلم بما قاله الآخر. وينتهي الأمر حين يقوله من جديد أو يبتّ فيه من لديه القولان.
dispute-report = البلاغ { $it }
dispute-sorting = مدى النظر في البلاغ { $it }
dispute-grade = درجة { $it }
dispute-card = بطاقة المصدر { $it }
dispute-candidate = المرشح { $it }
dispute-link = هل يخبر { $it } عن حدث واحد
dispute-open = لا يُعتدّ بأي منها حتى يبتّ أحد
dispute-last = يُعتدّ بالأخير
sites-apart = ما يُعرض منفصلًا
sites-apart-lead = هذه القيود في الدفتر ولا تغيّر شيئًا، حتى يقرر من له الصلاحية أنها قائمة.
apart-forked = يُظهر مكتبه تاريخين ابتداءً من قيده { $it }
apart-ended = كان مفتاحه قد انتهى بالقيد { $number } من { $site }
apart-disputed = { $about }: قال مكتب آخر غير ذلك ({ $others })
apart-unusable = لا يمكن استعماله: { $it }
site-fork = يُظهر { $site } تاريخين ابتداءً من قيده { $number }. من يملك مفتاحه كتبهما معًا: تحقّق أيّهما له ثم قرّر.
