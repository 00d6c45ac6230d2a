"use strict";
// What the form says around the questions, in each language. The Arabic has not been read by a native reader yet.
const WORDS = {
  title: ["Field report", "بلاغ ميداني"],
  passphrase: ["Passphrase of this device", "عبارة مرور هذا الجهاز"],
  choose: ["Choose a passphrase of at least six characters. What waits to be sent is enciphered with it on this device. Whoever forgets it loses what still waits.", "اختر عبارة مرور من ستة أحرف على الأقل. بها يُشفَّر على هذا الجهاز ما ينتظر الإرسال. من ينسها يفقد ما لم يُرسل بعد."],
  open: ["Open", "فتح"],
  wrong: ["This is not the passphrase.", "ليست هذه عبارة المرور."],
  short: ["At least six characters.", "ستة أحرف على الأقل."],
  forget: ["Forgotten: begin anew. What waits is lost", "نسيتها: ابدأ من جديد. يُفقد ما ينتظر"],
  sure: ["What waits to be sent is lost for good. Begin anew?", "يُفقد نهائيًا ما ينتظر الإرسال. هل تبدأ من جديد؟"],
  insecure: ["This address is not secure (https), so nothing can be kept on this device: it can be sent only while there is a line.", "هذا العنوان غير آمن (https)، فلا يمكن حفظ شيء على هذا الجهاز: لا إرسال إلا مع وجود اتصال."],
  forms: ["New report", "بلاغ جديد"],
  noforms: ["The forms have not been fetched yet. Open this page once while there is a line.", "لم تُجلب النماذج بعد. افتح هذه الصفحة مرة مع وجود اتصال."],
  waiting: ["Waiting to be sent", "ينتظر الإرسال"],
  sent: ["Sent", "أُرسل"],
  refused: ["Not taken", "لم يُقبل"],
  nothing: ["Nothing waits.", "لا شيء ينتظر."],
  send: ["Send now", "أرسل الآن"],
  line: ["There is a line.", "يوجد اتصال."],
  noline: ["No line. What you save is kept here and sent when the line is back.", "لا اتصال. ما تحفظه يبقى هنا ويُرسل عند عودة الاتصال."],
  sending: ["Sending…", "جارٍ الإرسال…"],
  notsent: ["Not sent: no line. It is kept here.", "لم يُرسل: لا اتصال. حُفظ هنا."],
  lost: ["Not sent: no line. It is not kept: leave this page open and send again.", "لم يُرسل: لا اتصال. لم يُحفظ: أبقِ الصفحة مفتوحة وأعد الإرسال."],
  save: ["Save and send", "احفظ وأرسل"],
  leave: ["Back without saving", "رجوع دون حفظ"],
  leavesure: ["What you have written here is not kept. Go back?", "لن يُحفظ ما كتبته هنا. هل ترجع؟"],
  add: ["Add", "أضف"],
  remove: ["Remove", "احذف"],
  needed: ["This needs an answer.", "هذا السؤال يحتاج إلى إجابة."],
  faults: ["Some answers are missing or do not fit. The first is shown.", "بعض الإجابات ناقصة أو غير مناسبة. تظهر الأولى."],
  here: ["Use this device's position", "استخدم موقع هذا الجهاز"],
  nohere: ["The position could not be found.", "تعذر تحديد الموقع."],
  lat: ["Latitude", "خط العرض"],
  lon: ["Longitude", "خط الطول"],
  notpoint: ["A latitude from -90 to 90 and a longitude from -180 to 180.", "خط عرض من -90 إلى 90 وخط طول من -180 إلى 180."],
  track: ["A track is recorded by the app, not here.", "يُسجَّل المسار بالتطبيق لا هنا."],
  choice: ["Choose…", "اختر…"],
  struck: ["This device is not let in. Ask whoever enrolled it.", "لا يُسمح لهذا الجهاز بالدخول. اسأل من سجّله."],
};

// Families of event types, as form ids have them.
const FAMILIES = {
  access: ["Access, and being kept out", "الوصول والمنع منه"],
  aid: ["Aid", "المساعدات"],
  coercion: ["Detention and coercion", "الاحتجاز والإكراه"],
  contact: ["Meetings and contacts", "اللقاءات والاتصالات"],
  destruction: ["Destruction", "التدمير"],
  disarmament: ["Weapons handed over", "تسليم السلاح"],
  fire: ["Fire and attacks", "إطلاق النار والهجمات"],
  force: ["The force", "القوة الدولية"],
  movement: ["Movements of forces", "تحركات القوات"],
  other: ["Something else", "أمر آخر"],
  patrol: ["Patrol", "دورية"],
  reconstruction: ["Rebuilding", "إعادة الإعمار"],
  release: ["Releases and remains", "الإفراج والرفات"],
};

let language = 0;
function say(name) {
  return WORDS[name][language];
}
