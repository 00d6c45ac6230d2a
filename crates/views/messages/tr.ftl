# What pages say in Turkish.
# No native reader has reviewed this translation yet.

# The frame of every page
skip-to-content = İçeriğe geç
nav-main = Ana menü
sign-in = Oturum aç
invented = Bu anlaşma ve verileri kurgusaldır.
moment-of-page = { $as_of } itibarıyla · kayıt defteri büyüklüğü { $size } · anlaşma sürümü { $version }
as-of = Esas alınan tarih
ledger-size = kayıt defteri büyüklüğü
show = Göster
times-in-zone = Saatlerin ait olduğu saat dilimi: { $it }.
bound-note = Kayıtları, o tarihte bilinen ve geçerli olan hâliyle görüyorsunuz.
show-latest = Şimdiki hâliyle göster
reproduces = Bu sayfa; anlaşma sürümü, kayıt defteri büyüklüğü ve sorulan an ile aynen yeniden elde edilebilir.
principle = Truce değerlendirir; tespiti yalnızca insanlar yapar. Bir kaynağın ileri sürdüğü, o kaynağın iddiası olarak gösterilir. Bilinmeyen, ne riayet ne de ihlal sayılır.
back-to-board = Panoya dön
page-board = Pano
page-sources = Kaynaklar
page-ledger = Kayıt defteri
page-inbox = Gelen kutusu
page-events = Olaylar
page-map = Harita
page-due = Süreler
page-registers = Siciller
page-members = Üyeler
page-search = Arama
title-not-found = Bulunamadı
title-not-understood = Anlaşılamadı
title-not-allowed = İzin yok
title-refused = Yapılmadı
title-failed = Bir hata oluştu
not-allowed = Bu misyondaki rollerinizden hiçbiri buna izin vermiyor.
line-lost = Bağlantı koptu. Yazdıklarınız saklanıyor; bağlantı yeniden kurulduğunda gönderilebilir.
new-entries = { $n ->
    [one] Bu sayfa oluşturulduğundan beri bir kayıt eklendi.
   *[other] Bu sayfa oluşturulduğundan beri { $n } kayıt eklendi.
}
also-here = { $n ->
    [one] Bu olaya bakan diğer kullanıcı: { $names }.
   *[other] Bu olaya bakan diğer kullanıcılar: { $names }.
}

# Numbers, days, lists
list-comma = ,_
day = { $day } { $month } { $year }
moment = { $day }, { $time }
month-1 = Ocak
month-2 = Şubat
month-3 = Mart
month-4 = Nisan
month-5 = Mayıs
month-6 = Haziran
month-7 = Temmuz
month-8 = Ağustos
month-9 = Eylül
month-10 = Ekim
month-11 = Kasım
month-12 = Aralık
from-to = { $first } – { $last }
time-always = her zaman
time-from = başlangıç: { $it }
time-until = bitiş: { $it }
due-at = son tarih: { $it }
n-events = { $n ->
    [one] { $n } olay
   *[other] { $n } olay
}
n-rows = { $n ->
    [0] hiçbir şey yok
    [one] { $n } satır
   *[other] { $n } satır
}
n-bytes = { $n ->
    [one] { $n } bayt
   *[other] { $n } bayt
}
n-found = { $n ->
    [0] Hiçbir şey bulunamadı.
    [one] { $n } sonuç bulundu.
   *[other] { $n } sonuç bulundu.
}
n-tallies = { $n ->
    [one] Bir toplam, kapsadığı son güne göre
   *[other] { $n } toplam, kapsadıkları son güne göre
}
n-stances = { $n ->
    [one] Beyan edilen bir tutum kayda geçmiştir; ilgili hükmün sayfasında yer alır.
   *[other] Beyan edilen { $n } tutum kayda geçmiştir; ilgili hükümlerin sayfalarında yer alır.
}
yes = evet
no = hayır
nothing = hiçbiri
not-stated = belirtilmemiş
not-graded = derecelendirilmemiş
quoted = “{ $it }”
name-and-number = { $name } ({ $number })
name-and-tie = { $name } ({ $tie })

# Statuses: the program assesses, people find
status-met = yerine getirildi
status-no-breach-recorded = kayıtlı ihlal yok
status-breach-indicated = ihlal belirtisi var
status-breach-found = ihlal tespit edildi
status-found-by = ihlal tespit edildi: { $by }, { $day }
status-overdue = süresi geçti
status-undetermined = belirlenemedi
status-pending = süresi dolmadı
status-not-in-force = yürürlükte değil
status-late = { $it }, geç
status-because = { $status }: { $reason }
status-scored = { $status }; { $scores }
score-of = 3 üzerinden { $score } puan ({ $by })
score-withheld = puan veren: { $it } (başka bir değerlendirici de puan verdiğinde gösterilecek)
outcome-of-part = { $part }: { $outcome }
reason-term-undefined = terim tanımlanmamış
reason-no-baseline = referans değer yok
reason-units-not-comparable = birimler karşılaştırılamıyor
reason-trigger-disputed = başlangıç olayı ihtilaflı
reason-time-imprecise = zaman yeterince kesin değil
reason-place-imprecise = yer yeterince kesin değil
reason-author-unknown = eylemi yapan bilinmiyor
reason-count-incomplete = sayım eksik
reason-not-verified = doğrulanmamış
reason-allegations-open = sonuca bağlanmamış iddialar var
reason-no-access = erişim yok
reason-qualifier-needs-finding = niteleme için tespit gerekiyor
reason-to-be-agreed = üzerinde ayrıca anlaşılacak
reason-annex-missing = ek eksik
reason-claimed-only = yalnızca ileri sürülüyor
reason-nothing-reported = hiçbir şey bildirilmemiş

# Levels: how well a thing is known
level-alleged = iddia edilen
level-corroborated = bağımsız kaynaklarca desteklenen
level-verified = doğrulanmış
level-means-alleged = en az bir kaynak böyle söylüyor
level-means-corroborated = birbirinden bağımsız asıl kaynaklar böyle söylüyor
level-means-verified = bir tespit eylemi sabit görmüştür; ihlal yalnızca “ihlal tespit edildi: …” yazan yerde tespit edilmiştir
level-because = { $level } – { $ground }
level-and-role = { $level }: { $role }
role-trigger = başlangıç olayı
role-counted = sayılan
role-open = sonuca bağlanmamış
role-author-unknown = eylemi yapan bilinmiyor
ground-finding = bir tespitle sabit görülmüş
ground-admission = isnat edildiği taraf kabul ediyor
ground-own-observation = misyonun kendi gözlemcisi veya sensörü kaydetti
ground-stated = olayları veren program böyle belirtti
ground-of-no-party = hiçbir tarafa bağlı olmayan kaynaklarca bildirildi: { $it }
ground-parties = şu taraf kanadından bildirildi: { $it }
ground-unnamed = adı verilmeyen ve tek kaynak sayılan kişilerce bildirildi
ground-not-counted = derecelendirilmediği için sayılmadı: { $it }
ground-none = hiçbir rapor böyle bildirmiyor
standing-refuted = Bir tespitle çürütülmüştür.
standing-fact = Olayın gerçekleştiği: { $it }.
standing-author = Eylemi yapanın { $by } olduğu: { $why }.
standing-author-unknown = Eylemi yapan bilinmiyor.
standing-number = Sayı: { $it }.

# Parties
party-nobody = belirli bir kimse değil
party-unknown = eylemi yapan bilinmiyor
organ-of = { $it } organı
proxy-of = { $it } vekili

# Kinds of rule
kind-prohibition = yasak
kind-deadline = süre sınırı
kind-sequence = sıralama
kind-eligibility = uygunluk
kind-placement = konuşlanma
kind-cumulative = birikimli
kind-continuous = sürekli
kind-report = raporlama
kind-rate = dönemsel miktar
kind-ratio = oran
kind-term = yetki süresi
kind-conditional = koşullu
kind-conduct = davranış yükümlülüğü
kind-undefined = yazıldığı hâliyle ölçülemez

# The board
due-next = Sıradaki süreler
overview = Bir bakışta tüm hükümler
overview-caption = Bir bakışta tüm hükümler: her düzey için bir satır
column-provision = Hüküm
column-party = Taraf
column-others = Diğerleri
what-changed = Neler değişti
since-last-visit = { $n ->
    [0] Son ziyaretinizden beri hiçbir kayıt eklenmedi.
    [one] Son ziyaretinizden beri bir kayıt eklendi.
   *[other] Son ziyaretinizden beri { $n } kayıt eklendi.
}
reading-named = Okuma: { $it }
held-by = benimseyen: { $it }
nothing-to-assess = Henüz değerlendirilecek bir şey yok: hiçbir dönem tamamlanmadı ve hiçbir olay süreyi başlatmadı.
table-of-rule = { $it }: taraf ve düzeye göre durum
tallies-heading = Olay dökümü olmadan bildirilen toplamlar
tallies-lead = Bir toplam, kaynağının iddiasıdır. Hiçbir zaman başka toplamlara eklenmez, bölünmez veya olaylara dönüştürülmez; yukarıdaki durumların hiçbiri bir toplama dayanmaz.
tallies-near = Bu kuralların saydığı veya ona yakın bir şey hakkında, kendi birimleriyle. Hiçbir durum bunlara dayanmaz.
column-total = Toplam
column-counts = Kaynağa göre neyi saydığı
column-span = Zaman aralığı
column-stated-by = Bildiren
told-in = { $origin } (aktaran: { $source })
note-days = günler: { $it }
days-no-report = { $of } günün { $n } günü için hiçbir kaynak sayı veya anlatım vermedi
days-not-stated = { $n } gün bildirildi, sayı belirtilmedi
days-stated-zero = { $n } gün için sıfır bildirildi
days-within-longer-span = { $n } gün yalnızca daha uzun bir zaman aralığı içinde
note-one-sided = yalnızca şu tarafın organlarınca ileri sürülüyor: { $it }
note-pleaded = ileri sürülen haklılık dayanağı: { $it }
note-rests-on = dayanağı: { $events }; bildirenler: { $names }
note-rests-on-and-others = { $n ->
    [one] dayanağı: { $events }; bildirenler: { $names } ve { $n } kaynak daha
   *[other] dayanağı: { $events }; bildirenler: { $names } ve { $n } kaynak daha
}
note-rests-on-origins = { $n ->
    [one] dayanak: { $events }, anlatan: { $n } asıl kaynak
   *[other] dayanak: { $events }, anlatan: { $n } asıl kaynak
}
a-source = bir kaynak
trend = { $first } – { $last }, hafta hafta: yalnızca iddia edilen { $alleged }, bağımsız kaynaklarca desteklenen { $corroborated }, doğrulanmış { $verified }. Noktalar: hakkında kimsenin sayı veya anlatım vermediği günleri olan haftalar.

# A provision
text-says = Metnin söylediği
can-be-checked = Denetlenebilecek olan
as-program-reads = Programın okuduğu biçimiyle
open-term = Açık kalan: { $it }.
open-supplied-by = { $what }. Tamamlayabilecek olan: { $by }
how-it-stands = Durumu
stances-heading = Beyan edilen tutumlar
stances-lead = Zaman sırasıyla. Çelişkiler gösterilir, çözüme bağlanmaz.
column-when = Ne zaman
column-who = Kim
column-stance = Tutum
column-as-reported = Bildirildiği hâliyle
column-source = Kaynak
stance-supports = destekliyor
stance-objects = itiraz ediyor
stance-proposes = öneriyor
stance-declines = kabul etmiyor
stance-offers = teklif ediyor
stance-conditional = şarta bağlıyor

# Assessments of a rule
provision-named = Hüküm { $it }
days-known = Her gün hakkında bilinenler
column-days = Günler
column-how-many = Kaç
column-known = Bilinen
day-no-report = sayı yok, anlatım yok
day-within-longer-span = yalnızca daha uzun bir zaman aralığı içinde
day-not-stated = bildirildi, sayı belirtilmedi
day-stated-zero = sıfır bildirildi
day-number = sayı belirtildi
instances-newest-first = { $n } uygulama, en yenisi başta; burada gösterilen: { $here }.
timeline = { $n ->
    [one] Bir örnek, her düzeyde: iddia edilen, bağımsız kaynaklarca desteklenen, doğrulanmış
   *[other] Zaman sırasıyla { $n } örnek, her düzey için bir satır: iddia edilen, bağımsız kaynaklarca desteklenen, doğrulanmış
}
instance-named = Uygulama { $it }
instance-only = (tek)
instance-of-event = (bir olayla belirlenen)
count = sayım: { $it }
count-decided = sayım: { $count }; belirleyici olayın tarihi: { $at }
column-what-claimed = İleri sürüldüğü hâliyle olay
column-claimed-by = İleri süren
column-role = Rol
newer = Daha yeni
older = Daha eski

# An event
what-number = { $what }, { $number }
what-by = { $what }; yaptığı ileri sürülen: { $by }
what-by-nobody = { $it }; eylemi yapan belirtilmemiş
what-killed = { $what }; öldürüldüğü bildirilen: { $n }
stated-in-file = (dosyada belirtilmiş)
when-and-precision = { $when } (hassasiyet: { $precision })
precision-exact = tam
precision-hour = saat
precision-day = gün
precision-week = hafta
precision-month = ay
precision-year = yıl
precision-1 = 1
precision-2 = 2
precision-3 = 3
precision-4 = 4
precision-5 = 5
precision-metres = hassasiyet: { $it } m
precision-code = hassasiyet { $it }
place-of = yer: { $it }
element-time = zaman
element-place = yer
element-type = tür
element-author = eylemi yapan
element-killed = öldürülen
element-injured = yaralanan
particular-by = yaptığı ileri sürülen
particular-to = kime
particular-item = kalem
particular-quantity = miktar
particular-unit = birim
grades = kaynak { $source }, rapor { $report }, bilgi edinme yolu: { $basis }
basis-seen = görerek
basis-heard = işiterek
basis-sensor = sensörle
basis-trace = izlerden
basis-told = başkasından
decision-merge = bir kişi olayları birleştirdi
decision-split = bir kişi bir olayı ayırdı
decision-move = bir kişi bir raporu taşıdı
disputed = ihtilaflı
how-well-known = Ne ölçüde bilindiği
where-reports-differ = Raporların ayrıştığı noktalar
answers-of-parties = Tarafların yanıtları
the-case = Dosya
heading-due = Süreye bağlı adımlar
who-says-so = Kim söylüyor
n-voices = { $n ->
    [one] Olayı bir rapor bildiriyor.
   *[other] Olayı { $n } rapor bildiriyor; asıl kaynak sayısı: { $origins }.
}
as-given-by = aktaran: { $it }
why-one-event = Bu raporların neden tek olay sayıldığı
particulars = Ayrıntılar
event-id = olay kimliği
bears-on = İlgili olduğu kurallar
ledger-entry = Kayıt defteri kaydı { $it }

# The case on an event
finding-revised = { $it } (o tarihten sonra yerini başka bir tespit aldı)
somebody = kimliği belirtilmeyen biri
access-refused = olay yerine erişim engellendi; engelleyen: { $by }; bildiren kaynak: { $source }
answered = { $by } yanıt verdi: { $answer }
stage-allegation = iddia
stage-preliminary-look = ön inceleme
stage-tasking = görevlendirme
stage-site-visit = yerinde inceleme
stage-notification = bildirim
stage-response = yanıt
stage-draft = taslak
stage-decision = karar
stage-dissent = karşı görüş
stage-publication = yayımlama
stage-recommendation = tavsiye
stage-cessation = son bulma
stage-remedy = giderim
stage-follow-up = takip
step-allegation = iddia eden: { $by }
step-allegation-to = iddia eden: { $by }; iddianın sunulduğu makam: { $to }
step-preliminary-look = ön incelemeyi yapan: { $by }
step-tasking = görevlendiren: { $by }
step-tasking-to = görevlendiren: { $by }; görevlendirilen: { $to }
step-site-visit = yerinde inceleme yapıldı; adına yapılan: { $by }
step-site-visit-to = yerinde inceleme yapıldı; adına yapılan: { $by }; yapan: { $to }
step-notification = bildirimde bulunan: { $by }
step-notification-to = bildirimde bulunan: { $by }; bildirim yapılan: { $to }
step-draft = tespit taslağı sunuldu; sunulduğu makam: { $by }
step-dissent = karşı görüş bildiren: { $by }
step-publication = tespiti yayımlayan: { $by }
step-recommendation = tavsiyede bulunan: { $by }
step-recommendation-to = tavsiyede bulunan: { $by }; tavsiyenin muhatabı: { $to }
step-cessation = son bulduğunu söyleyen: { $by }
step-cessation-established = son bulduğunu sabit gören: { $by }
step-remedy = giderildiğini söyleyen: { $by }
step-remedy-established = giderildiğini sabit gören: { $by }
step-follow-up = yeniden inceleyen: { $by }
step-on = { $step }; ilgili olduğu: { $on }
step-due = { $step }; son tarih: { $due }
verdict-established = sabit görülmüş
verdict-not-established = sabit görülmemiş
verdict-refuted = çürütülmüş
standard-reasonable-suspicion = makul şüphe
standard-reasonable-grounds-to-believe = inanmak için makul gerekçeler
standard-balance-of-probabilities = olasılıklar dengesi
standard-clear-and-convincing = açık ve ikna edici
standard-beyond-reasonable-doubt = makul şüphenin ötesinde
finding-fact = olgu: { $it }
finding-author = eylemi yapan: { $it }
finding-number = sayı: { $it }
finding-breach = { $of } ihlali: { $it }
finding-by = tespit eden { $by } – { $what }
finding-revises = { $finding }; yerini aldığı tespit: { $of }
answer-fact = olayın gerçekleştiği
answer-author = eylemi kendisinin yaptığı
answer-number = sayı
answer-accepts = { $it } kabul ediliyor
answer-denies = { $it } reddediliyor
answer-justifies = { $element } kabul ediliyor; ileri sürülen haklılık dayanağı: { $ground }
unanswered-fact = olayın gerçekleşip gerçekleşmediği konusunda yanıt vermedi
unanswered-author = eylemi kendisinin yapıp yapmadığı konusunda yanıt vermedi
unanswered-number = sayı konusunda yanıt vermedi
answer-disputed = { $answer }: { $day } tarihinden beri ihtilaflı
answer-on = { $answer } ({ $day })
party-answers = { $party }: { $answer }
no-response-by = { $party }: yanıt yok, son tarih: { $day }
no-response-recorded = { $party }: { $day } itibarıyla kayıtlı yanıt yok
due-of = { $step } ({ $of })
a-step = bir adım
due-waits = { $step }: süreyi başlatan adım henüz kaydedilmedi: { $at }
due-pending = { $step }: son tarih { $by }
due-overdue = { $step }: son tarih { $by } idi, kayıtlı bir işlem yok
due-none-done = { $step }: yapıldı, { $at }
due-done = { $step }: son tarih { $by }; yapıldı, { $at }
due-late = { $step }: son tarih { $by }; geç yapıldı, { $at }
due-claimed = { $step }: son tarih { $by }; yapıldığı ileri sürülüyor ({ $at }), ancak hiçbir kurul bunu sabit görmedi

# Sources
sources-lead = Bize kimin, kimin sözüne dayanarak bilgi verdiği. Aynı asıl kaynağa uzanan raporlar, kaç kaynak aktarırsa aktarsın tek ses sayılır.
column-kind = Tür
column-organ-of = Organı olduğu taraf
column-reliability = Güvenilirlik
column-told = Bildirdiği raporlar
column-origin-of = Asıl kaynağı olduğu raporlar
organs-and-proxies = Organlar ve vekiller
ties-lead = Bir aktörün kimin organı veya vekili sayıldığı, hangi tarihten hangi tarihe kadar ve hangi dayanakla. Bir aktörün bir tarafın çıkarına söyledikleri, hiçbir tarafa bağlı olmayan birinin sözü sayılmaz.
column-actor = Aktör
source-monitor = misyonun kendisi
source-party = taraf
source-organisation = uluslararası kuruluş
source-state = taraf olmayan devlet
source-outlet = basın-yayın kuruluşu
source-data-set = veri seti
source-civil-society = sivil toplum
source-other = diğer
column-held-to-be = Ne sayıldığı
column-time = Zaman
column-may-answer = Adına yanıt verebilir
column-ground = Dayanak

# The ledger
ledger-keep-checkpoint = Bu sağlama belgesini başka bir yerde saklayın. Bununla herkes, sonradan bir şeyin değiştirilip değiştirilmediğini veya silinip silinmediğini ortaya koyabilir:
column-entry = Kayıt
column-about = Konu
column-recorded = Kaydedilme
what-it-says = İçeriği
envelope-site = kayıt yeri
envelope-number = numara
envelope-kind = tür
envelope-recorded-at = kaydedilme zamanı
envelope-author = kaydı giren
envelope-signed-by = imzalayan
envelope-beside = yanında saklanan
envelope-hash = özet değeri
envelope-before = önceki kayıt
signed-by-nobody = hiç kimse
signed-by-holder = { $holder }, anahtar: { $key }
signed-by-stranger = kayıtlı olmayan anahtar: { $it }
beside-gone = { $it } (silinmiş veya verilmemiş)

# The inbox and a report
inbox-empty = Burada hiçbir şey yok.
inbox-keys = Tuşlar: j sonrakine, k öncekine gider, x seçer, o açar; t incelemeye alır, a kabul eder, r tamamlanmak üzere iade eder, s değerlendirme dışı bırakır.
choose-report = Seç: { $it }
received-at = alındı: { $it }
stand-received = alındı
stand-taken = incelemeye alındı
stand-accepted = kabul edildi
stand-returned = tamamlanmak üzere iade edildi
stand-set-aside = değerlendirme dışı bırakıldı
stand-by = { $stand }: { $by }, { $at }
with-chosen = Seçilenlerle ilgili işlem
reason = Gerekçe
do-taken = İncelemeye al
do-accepted = Kabul et
do-returned = Tamamlanmak üzere iade et
do-set-aside = Değerlendirme dışı bırak
next-step = Sonraki adım
next-page = Sonraki sayfa
page-before = Önceki sayfa
step-recorded = { $report }: kayıt defterine geçti, kayıt numarası { $entry }
step-known = { $it }: kayıtlarda zaten böyle
step-refused = { $report }: { $why }
nothing-chosen = Hiçbir şey seçilmedi.
statement-account = anlatım
statement-observation = gözlem
statement-access-denied = erişim engellendi
statement-decision = karar
statement-response = yanıt
statement-case-step = dosyadaki bir adım
statement-score = puan
statement-withdrawn = geri çekildi
as-told = Bildirildiği hâliyle
on-the-word-of = sözüne dayanılan: { $it }
told-and-recorded = bildirildi: { $told }, kaydedildi: { $recorded }
the-article = Haber metni; raporun dayandığı yerler işaretlidir
the-event = Bildirdiği olay
looked-at = Ne ölçüde incelendiği
files = Dosya ekleri
no-files = Raporla birlikte dosya eki gelmedi.
sealed-to = yalnızca şu alıcıya açık olarak mühürlü: { $it }
custody-opened = açıldı
custody-copied = çalışma kopyası oluşturuldu
custody-handed = teslim edildi
custody-to = teslim alan: { $it }
custody-after = sonrasında SHA-256 { $it }
report-name = rapor
observer-at = gözlemcinin bulunduğu yer
observer-bearing = istikamet açısı, derece
observer-distance = mesafe, metre
observer-detonations = patlama sayısı

# Events, map, registers, changes, search
filters = Süzgeçler
all = tümü
zone = bölge
laid-to = isnat edildiği taraf
known-at-least = en az şu düzeyde bilinen
first-day = ilk gün
last-day = son gün (dahil)
that-it-happened = Olayın gerçekleştiği
level-refuted = çürütülmüş
map-events = { $n ->
    [one] { $n } olay; yeri haritada çizilen: { $drawn }
   *[other] { $n } olay; yeri haritada çizilen: { $drawn }
}
map-label = Bölgelerin ve olayların haritası; aşağıdaki tablo aynı bilgiyi bölgelere göre verir
map-closer = Yakınlaştır
map-wider = Uzaklaştır
map-north = Kuzey
map-south = Güney
map-west = Batı
map-east = Doğu
by-zone = Bölgelere göre
as-calendar = takvim olarak
rests-on = Dayanağı
changes-lead = { $n ->
    [0] Kayıt defteri büyüklüğü { $from } ile { $to } arasında hiçbir değerlendirme değişmedi.
    [one] Kayıt defteri büyüklüğü { $from } ile { $to } arasında bir değerlendirme değişti.
   *[other] Kayıt defteri büyüklüğü { $from } ile { $to } arasında { $n } değerlendirme değişti.
}
since-size = kayıt defterinin şu büyüklüğünden beri
column-rule = Kural
column-of = Kime ait
column-level = Düzey
column-was = Önceki
column-is = Şimdiki
column-because-of = Dayandığı kayıtlar
outcome-and-count = { $outcome } (sayım: { $count })
no-such-instance = böyle bir uygulama yok
search-for = Aranan
word-event = olay
word-report = rapor

# Registers
register-aid = Sevkiyatlar
register-aid-stages = Sevkiyatlar, işlem işlem
register-aid-days = Her dönemde gelen yardım ve gereken miktar
register-aid-duties = Yardım yükümlülükleri
register-crossings = Geçiş noktaları
register-weapons = Silahlar
register-weapon-duties = Silahlara ilişkin yükümlülükler
register-infrastructure = Askerî altyapı
register-baselines = Referans değerler
register-projects = Projeler
register-goods = Mal talepleri
register-goods-stages = Mal talepleri, işlem işlem
register-funds = Fonlar
register-contacts = Heyetler arası temaslar
register-contact-pairs = Kim kiminle görüştü
register-stances = Beyan edilen tutumlar
register-due = Süreye bağlı yükümlülükler
register-releases = Serbest bırakmalar ve iadeler
register-release-duties = Serbest bırakma yükümlülükleri
register-remedies = Tavsiyeler ve giderimler
register-coverage = Gözlem kapsamı
register-tallies = Olay dökümü olmayan toplamlar
register-force = Kuvvet
register-force-eligibility = Kuvvete kimler katılabilir
register-force-duties = Kuvvetin yükümlülükleri
field-agenda = gündem
field-alleged = iddia edilen
field-amount = miktar
field-approved = onaylandı
field-arrived-high = varan, en çok
field-arrived-low = varan, en az
field-asked = istenen
field-asked-high = istenen, en çok
field-asked-low = istenen, en az
field-baseline = referans değer
field-because = gerekçe
field-both-days = hem açık hem kapalı denen gün
field-by = kim tarafından
field-by-its-numbers = kendi sayılarına göre
field-came-in = gelen
field-ceased = son buldu
field-ceased-known = son bulma: bilgi düzeyi
field-ceased-told-by = son bulma: bildiren
field-class = sınıf
field-closed-days = kapalı gün
field-condition = fiziki hâl
field-consignment = sevkiyat
field-converted-high = çevrilen, en çok
field-converted-low = çevrilen, en az
field-converted-to = çevrildiği para birimi
field-corroborated = bağımsız kaynaklarca desteklenen
field-counted-alleged = sayılan: iddia edilen
field-counted-corroborated = sayılan: bağımsız kaynaklarca desteklenen
field-counted-verified = sayılan: doğrulanmış
field-crossing = geçiş noktası
field-currency = para birimi
field-day = gün
field-days = gün sayısı
field-days-left = kalan gün
field-days-to-approval = onaya kadar gün
field-days-to-delivery = teslime kadar gün
field-days-to-entry = girişe kadar gün
field-days-to-use = kullanıma kadar gün
field-days-waiting = bekleme günü
field-declared = beyan edilen
field-definition = tanım
field-delivered = teslim edildi
field-delivered-high = teslim edilen, en çok
field-delivered-low = teslim edilen, en az
field-destination = varış yeri
field-differs-from = ayrıştığı raporlar
field-disposed = bertaraf edildi
field-due = son tarih
field-event = olay
field-events = olaylar
field-entered = giriş yaptı
field-entered-high = giren, en çok
field-entered-low = giren, en az
field-events-corroborated = olaylar: bağımsız kaynaklarca desteklenen
field-events-possible = olaylar: olası
field-events-verified = olaylar: doğrulanmış
field-for = ne için
field-form = biçim
field-from = başlangıç
field-goods = mallar
field-handed-over = devredildi
field-held-by = benimseyen / elinde tutan
field-high = en çok
field-hours = saat
field-in-unit = toplamın biriminde
field-instance = uygulama
field-killed = öldürülen
field-kind = tür
field-known = bilgi düzeyi
field-lacking-high = eksik, en çok
field-lacking-low = eksik, en az
field-looked-again = yeniden incelendi
field-low = en az
field-made-good = giderildi
field-made-good-known = giderim: bilgi düzeyi
field-made-good-told-by = giderim: bildiren
field-marking = işaret
field-means = gözlem aracı
field-met = görüşenler / görüşme sayısı
field-month = ay
field-name = ad
field-named-by-some = yalnızca bazı raporlarda anılan
field-number = sayı
field-of = neye / kime ait
field-on = ilgili hüküm
field-one = biri
field-open = açık talepler
field-open-days = açık gün
field-open-hours = açık saat
field-other = diğeri
field-other-units = diğer birimlerde
field-part = kısım
field-perhaps = belki
field-place = yer
field-position = tutum
field-project = proje
field-rate-day = kur tarihi
field-rate-high = kur, en çok
field-rate-low = kur, en az
field-rate-told-by = kur: bildiren
field-reading = okuma
field-recommendation = tavsiye
field-recommended = tavsiye edildi
field-refused = engellenen saat
field-refused-by = engelleyen
field-removed = depodan çıkarıldı
field-report = rapor
field-request = talep
field-requested = talep edildi
field-requests = talepler
field-rule = kural
field-sent-high = gönderilen, en çok
field-sent-low = gönderilen, en az
field-serial = seri no
field-settled-by = netleştirecek olan
field-since = ne zamandan beri
field-source = kaynak
field-stage = aşama
field-stands = güncellik
field-state = devlet / durum
field-stored = depolandı
field-subject = konu
field-sum-corroborated = toplam: bağımsız kaynaklarca desteklenen
field-sum-high = toplam, en çok
field-sum-low = toplam, en az
field-sum-verified = toplam: doğrulanmış
field-taken-by = alıkoyan
field-taken-high = alıkonulan, en çok
field-taken-low = alıkonulan, en az
field-then-alleged = bir şey gelmezse: iddia edilen
field-then-corroborated = bir şey gelmezse: bağımsız kaynaklarca desteklenen
field-then-verified = bir şey gelmezse: doğrulanmış
field-to = kime
field-told-by = bildiren
field-told-in = bildirildiği yer
field-unit = birim
field-until = bitiş
field-used = kullanıldı
field-used-high = kullanılan, en çok
field-used-low = kullanılan, en az
field-verified = doğrulanmış
field-waits-for = beklenen
field-what = ne
field-with = kiminle
field-witness = tanık
field-zone = bölge

verify-heading = Burada denetleyin
verify-lead = Tarayıcınız, bu kayıtların bu sağlama belgesine ait kayıt defterinde bulunduğunu kendisi denetleyebilir.
verify-do = Bu kayıtları denetle
verify-done = { $n ->
    [one] Bir kaydın özet değeri burada hesaplandı; kayıt, sağlama belgesinin ağacında yer alıyor.
   *[other] { $n } kaydın özet değeri burada hesaplandı; kayıtlar, sağlama belgesinin ağacında yer alıyor.
}
verify-wrong = Kayıt { $it }, sağlama belgesinin gösterdiğinden farklı.
mission-settings = Ayarlar
setting-open = Kamunun gördüğü
setting-second = İkinci faktör istenir
setting-address = Adres
setting-notice = Takvimlerin son tarihi kaç gün önceden bildirdiği
setting-delay = Risk taşıyan sicillerin kamuya kaç gün gecikmeyle açıldığı
setting-zone = Saat dilimi
setting-languages = Anlaşma metninin geçerli olduğu diller
day-shown = Gün
earlier = Daha önce
later = Daha sonra

# What is done with an event
answer-for = Şu taraf adına yanıt: { $it }
answer-to = Neye yanıt
the-answer = Yanıt
choose-accepts = kabul ediyor
choose-denies = reddediyor
choose-justifies = kabul ediyor ve haklı olduğunu ileri sürüyor
ground-pleaded = Haklılık dayanağı (ileri sürülüyorsa)
in-its-words = Kendi ifadesiyle
answer-on-record = Yanıt, taraf adına kayda geçer ve olayı görmeye yetkili herkesçe görülür.
do-answer = Kayda geçir
record-finding = Tespiti kaydet
no-body = Anlaşmada tespit yapacak bir kurul öngörülmemiştir.
body-that-finds = Kurul
who-did-it = eylemi yapan
a-breach = ihlal
says-nothing = bu konuda bir şey söylemiyor
breach-of-which = Neyin ihlali
standard-of-proof = İspat ölçüsü
only-people-find = Program yalnızca değerlendirir. Tespit, kurulun gerekçeli ve kalıcı kararıdır: yerini başka bir tespit alabilir, ancak hiçbir şey onu ortadan kaldırmaz.
which-reports = Bu olayı hangi raporlar bildiriyor
tell-of-another = Şunlar başka bir olayı bildiriyor
is-same-as = Şununla aynı olaydır (olay veya rapor)
do-split = Ayır
do-merge = Birleştir
done-as-entry = Kayıt defterine geçti, kayıt numarası { $it }.

# Members and accounts
members-lead = Misyonda kimin görevi olduğu ve ne yaptığı. Görevler kayıt defterinde kayıtlıdır; hesaplar değildir.
column-name = Ad
column-roles = Roller
column-account = Hesap
column-do = İşlem
role-of-monitor = gözlemci
role-of-triage = ön eleme görevlisi
role-of-analyst = analist
role-of-verification-body = doğrulama kurulu
role-of-liaison = tarafın irtibat görevlisi
role-of-publisher = yayım görevlisi
role-of-administrator = yönetici
account-none = henüz oturum açamaz
account-one-factor = yalnızca parola
account-two-factors = parola ve ikinci faktör
do-invite = Davet et
do-end-place = Görevi sona erdir
give-place = Görev ver
never-a-persons-name = Kayıt defterinde kalıcı olarak duracak kısa bir ad: asla bir kişinin kendi adı olmamalıdır.
liaison-of = Taraf (irtibat görevlisi için)
invitation-of = Bu bağlantıyı, başka kimsenin okumadığı bir yoldan şu üyeye iletin: { $it }. Bağlantı bir kez kullanılabilir, üç gün geçerlidir ve yeniden gösterilmez.
demo-heading = Tanıtım
demo-lead = Bu makinedeki herkes her bölümü deneyebilir. Buradaki hiçbir şey makinenin dışına çıkmaz.
password = Parola
code = Kod
code-help = İkinci faktörünüzün kodu veya bir kurtarma kodu. İkinci faktör ayarlamadıysanız boş bırakın.
no-account = Üyelere davet bağlantısını bir yönetici verir.
public-record = Herkesin görebilecekleri
wrong-entry = Ad, parola veya kod yanlış.
wait-entry = { $n ->
    [one] Çok fazla hatalı deneme yapıldı. Bir saniye sonra yeniden deneyin.
   *[other] Çok fazla hatalı deneme yapıldı. { $n } saniye sonra yeniden deneyin.
}
choose-password = Bir parola seçin
password-again = Aynısı bir kez daha
password-help = En az { $it } karakter. Birbiriyle ilgisiz birkaç sözcüğü akılda tutmak kolaydır.
password-short = Parola { $it } karakterden kısa.
password-differs = İkisi aynı değil.
welcome = Hoş geldiniz, { $it }
invitation-old = Bu davet artık geçerli değil. Yenisini isteyin.
page-account = Hesap
recovery-codes = Kurtarma kodları
recovery-help = Bunları yazın ve telefonunuzdan ayrı bir yerde saklayın. Her biri kod yerine bir kez kullanılabilir ve yeniden gösterilmez.
second-factor = İkinci faktör
second-needed = Bu misyon ikinci faktör istiyor. Devam etmek için ayarlayın.
second-set = İkinci faktör ayarlı.
second-not-set = İkinci faktör ayarlı değil.
n-codes-left = { $n ->
    [0] Kurtarma kodu kalmadı.
    [one] Bir kurtarma kodu kaldı.
   *[other] { $n } kurtarma kodu kaldı.
}
second-begin = İkinci faktör ayarla
second-anew = Başka bir ikinci faktör ayarla
second-help = Bunu tek kullanımlık kod uygulamasıyla tarayın veya gizli anahtarı uygulamaya yazın; ardından gösterdiği kodu girin.
second-secret = Gizli anahtar:
second-set-it = Ayarla
second-wrong = Kod yanlış; uygulamanın göstereceği bir sonraki kodu deneyin.
sessions = Oturumlar
column-browser = Tarayıcı
session-times = başlangıç { $since }, son kullanım { $seen }
this-session = bu oturum
do-end = Sonlandır
end-others = Diğer tüm oturumları sonlandır
sign-out = Oturumu kapat
password-now = Şu anki parolanız
password-changed = Parola değiştirildi. Diğer tüm oturumlar sonlandırıldı.
change = Değiştir
picture-aid = Her çizgi bir kaynağın saydığıdır, aynı süre için borçlanılanın payı olarak; kesik çizgi borcun tamamıdır. Çizgi olmayan yerde kimse karşılaştırılabilir bir sayı vermemiştir.
picture-shares = Ne kadar iyi bilindiğine göre, istenene karşı sayılan; kesik çizgi tamamıdır.
picture-contacts = Her iki tarafın, en çok görüşme bildiren kaynağa göre görüşme sayısı. Kaynaklar toplanmaz.
picture-coverage = Üst çubuk: birinin bakabildiği saatler, en az. Alt çubuk: birinin bakmasına engel olunan saatler. Çizgi: kimse bir şey söylemedi.
counted-of-asked = { $asked } içinden { $counted }
column-counted = Sayılan
no-zone-named = Bölge belirtilmedi
hours-watched = bakıldı { $seen } sa, engellendi { $refused } sa
hours-seen = Önceki haftada birinin bakabildiği saatler
hours-refused = Birinin bakmasına engel olunan saatler
map-unseen = önceki haftada kimsenin baktığı bilinmiyor
article-missing = Dosyası burada saklanmıyor ya da geldiği zamanki gibi değil.
openid-none = Bu misyon bir hesap sağlayıcısı belirtmiyor.
openid-failed = Diğer yerdeki giriş olmadı. Yeniden deneyin ya da burada giriş yapın.
openid-old = Bu giriş başka bir tarayıcıda başlatıldı, çok eski ya da kullanıldı. Yeniden başlayın.
openid-second = Sağlayıcı ikinci bir etkenin gösterildiğini söylemedi; bu misyon bunu istiyor.
openid-nobody = Bu hesap burada kapı açmıyor. Misyonun yöneticisinden bir davet isteyin.
openid-others = Bu hesap başkasına bağlı ya da artık oturumunuz açık değil.
openid-bound = Diğer yerdeki hesap artık buradaki kapınızı açıyor.
openid-left = Diğer yerdeki hesap artık kapınızı açmıyor.
openid-only = Tek giriş yolunuz bu: önce bir davet isteyip bir parola seçin.
openid-heading = Başka yerdeki hesap
openid-is-bound = { $it } hesabınız buradaki kapınızı açıyor.
openid-not-bound = { $it } hesabıyla da giriş yapabilirsiniz.
openid-bind = { $it } hesabı bağla
openid-unbind = Bağı çöz
openid-to = { $it } ile giriş yap
openid-onward = { $it } sitesine
openid-onward-help = Orada kim olduğunuzu söylersiniz; sonra buraya geri gönderilirsiniz.
openid-join-help = Ya da burada kendi parolanız olmadan:
text-original = Esas alınan metin
page-publications = Yayınlar
publications-lead = Ne yayımlandı, hangi an ve kayıt boyutu itibarıyla. Sonraki bir yayın neyi düzelttiğini söyler.
data-title = Veriler
data-lead = Olaylar, başkalarının okuduğu biçimlerde: iddia edildiği gibi; metinler, kaynaklar ve kesin yerler olmadan; birini tehlikeye atabilecek olanlar birkaç gün gecikmeyle.
codebook = Sütunların anlamı
published-so-far = Şimdiye dek yayımlananlar
left-board = pano
left-bundle = denetlenecek paket
left-report = dönemsel rapor
outside-note = Çıkabilecek olan, olayların dışarıdaki adlarıyla. Saklı tutulan olaylar: { $events }. Tam kaydın başka söylediği değerlendirmeler: { $assessments }.
preview-title = Yan yana
preview-within = İçeride
preview-outside = Çıkan
preview-statuses = Dışarıda başka olan durumlar
preview-same = Yok: çıkandan, tam kayıttan çıkanla aynısı çıkar.
preview-staying = Türe göre içeride kalan olaylar
preview-events = En son olaylar
preview-stays = içeride kalır
doc-killed-column = İddiaya göre ölü
doc-advance = { $party } için ön nüsha, yanıtı için; yayımlanamaz
doc-advance-until = { $party } için ön nüsha, { $until } tarihine kadar yanıtı için; yayımlanamaz
doc-no-copies = Yayımdan önce hiçbir tarafa nüsha verilmedi.
doc-not-answered = { $party }, { $day } tarihinde bir nüsha aldı (defter kaydı { $entry }) ve yanıt vermedi.
doc-answered = { $party }, { $day } tarihinde bir nüsha aldı (defter kaydı { $entry }) ve şu yanıtı veriyor:
held-open = açık
held-pending = süresi dolmadı
held-overdue = süresi geçti
held-claimed = iddia ediliyor
held-confirmed = teyit edildi
held-done = yapıldı
held-done-late = geç yapıldı
report-from = Şu günlerin raporu:
report-to = bitiş
report-get = Raporu al
left-ledger = kaydın kopyası
left-data = veri ({ $it })
bundle-lead = Bu klasördeki olaylardan çıkan sonuç. Bunu denetlemek için:
bundle-events-withheld = Verilmeyen olaylar: { $it }
bundle-assessments-withheld = Farkı yaratan şey verilmediği için tam kaydın başka söylediği değerlendirmeler: { $it }
publish-board = Panoyu yayımla
as-of-and-size = { $as_of } itibarıyla, kayıt boyutu { $size }
as-public-sees = kamunun göreceği gibi
said-with-it = Onunla söylenen
it-corrects = Düzelttiği yayın
it-corrects-none = hiçbiri
do-publish = Yayımla
nothing-published = Henüz bir şey yayımlanmadı.
column-shows = Gösterdiği
corrects = { $it } numaralı kaydı düzeltir
corrected-by = { $it } numaralı kayıtla düzeltildi
was-corrected = Bu yayımlandı ve sonra düzeltildi: { $it } itibarıyla kayda bakın.
not-published = Bu yayımlanmadı.
open-closed = hiçbir şey
open-published = yayımlanan
open-live = kayıt, şu anki hâliyle
page-devices = Cihazlar
devices-lead = Sahadan gönderen telefonlar ve tabletler. Her biri tek bir kaynak adına konuşur; anahtarı formları açar, başka bir şeyi değil.
devices-elsewhere = Bu misyonun cihazları komutla kaydedilir.
device-enrol = Cihaz kaydet
device-source = Adına konuştuğu kaynak
device-told = Bunu uygulamada tarayın (ODK Collect ya da KoboCollect: proje ekle). Yalnızca bu kez gösterilir; buna sahip olan anahtara sahiptir.
device-by-hand = Ya da elle, sunucu adresi olarak:
device-strike-off = Listeden çıkar
device-struck-off = { $it } artık içeri alınmıyor.
device-times = { $since } – { $until }
since-moment = { $it } tarihinden beri
history = Zaman içinde nasıl değerlendirildi
history-lead = Her ayın sonunda, yukarıda gösterilen kayıt boyutunda bilinenlere göre. O sırada bir sayfa başka söylemiş olabilir: daha az biliniyordu.
as-written = yazıldığı gibi
level-unknown = bilinmiyor
level-disputed = ihtilaflı
level-means-refuted = bir tespit öyle olmadığını söylüyor
level-means-disputed = bir taraf öyle olmadığını söyledi
level-means-unknown = kimse söylemiyor
what-signs-mean = İşaretlerin anlamı

# The periodic report
doc-contents = İçindekiler
doc-internal = Kurum içi: kaydın tamamı, yayımlanamaz
doc-corrects = Bu rapor, defterin { $it } numaralı kaydındaki yayını düzeltir.
doc-foot = { $as_of } itibarıyla, defter büyüklüğü { $size }. Program değerlendirir; tespiti yalnız insanlar yapar.
doc-event = O{ $it }
doc-entry = kayıt { $it }
doc-n-events = { $n ->
    [one] { $n } olay bu dönemde iddia edildi
   *[other] { $n } olay bu dönemde iddia edildi
}
doc-n-changed = { $n ->
    [one] { $n } değerlendirme dönem başında olduğu gibi değil
   *[other] { $n } değerlendirme dönem başında olduğu gibi değil
}
doc-n-findings = { $n ->
    [one] { $n } tespit bu dönemde yapıldı
   *[other] { $n } tespit bu dönemde yapıldı
}
doc-n-responses = { $n ->
    [one] { $n } taraf yanıtı bu dönemde verildi
   *[other] { $n } taraf yanıtı bu dönemde verildi
}
doc-n-instances = { $n ->
    [one] { $n } kez
   *[other] { $n } kez
}
doc-n-overdue = { $n ->
    [one] { $n } yükümlülüğün süresi dönem sonunda geçmişti
   *[other] { $n } yükümlülüğün süresi dönem sonunda geçmişti
}
doc-n-decisions = { $n ->
    [one] { $n } organ kararı dönem sonuna kadar alındı
   *[other] { $n } organ kararı dönem sonuna kadar alındı
}
doc-n-denied = { $n ->
    [one] { $n } erişim engeli bildirimi bu dönemde yapıldı
   *[other] { $n } erişim engeli bildirimi bu dönemde yapıldı
}
doc-n-elsewhere = { $n ->
    [one] { $n } olay için bölge belirtilmedi
   *[other] { $n } olay için bölge belirtilmedi
}
doc-more = { $n ->
    [one] ve { $n } olay daha
   *[other] ve { $n } olay daha
}
doc-earlier = { $n ->
    [one] dönemden önce { $n } olay
   *[other] dönemden önce { $n } olay
}
doc-status = Durum
doc-statuses = Dönem sonunda (ve başında) duruma ve düzeye göre yükümlülükler. Yükümlülük, bir okumada bir taraf için bir kuraldır; yinelenen birinin birkaç durumu olabilir.
doc-now-before = { $now } ({ $was })
doc-status-of = { $it } hükmüne göre durum
doc-rests-on = Dayanağı
doc-none = hiçbir şey
doc-before = önceden: { $it }
doc-times = { $outcome } × { $n }
doc-no-event = olay yok
doc-nothing = Burada listelenecek bir şey yok.
doc-about = Konu
doc-finding = Tespit
doc-reference = Kaynak
doc-answer = Yanıt
doc-body = Organ
doc-decided = Karar konusu
doc-turn = Etki
doc-begins = başlar
doc-ends = biter
doc-type = İddiaya göre ne oldu
doc-laid-to = İddiaya göre kim
doc-refuted = çürütüldü
doc-zone = Bölge
doc-zones = Bölgeye ve düzeye göre dönemin olayları
doc-month-from = Ay başlangıcı
doc-observed = Gözlenen
doc-asked = İstenen
doc-refused-hours = Engellenen saat
doc-coverage = Kural, bölge ve aya göre birinin görebildiği sürenin payı
doc-kept-by = İddiaya göre engelleyen
doc-percent = %{ $it }
doc-anywhere = her yer
doc-number = No
doc-where = Nerede
doc-how-many = İddiaya göre kaç
doc-levels = Ne kadar biliniyor
doc-name = Verideki adı
doc-killed = ölü: { $it }
doc-injured = yaralı: { $it }
doc-fact-is = olduğu: { $it }
doc-author-is = kim yaptığı: { $it }
doc-trend = Hafta hafta dönemin olayları, { $first } – { $last }: toplam { $n }, en çok olan haftada { $most }. Dolu: doğrulanmış; yarı ton: desteklenen; çerçeve: iddia edilen.
doc-trend-alt = { $first } ile { $last } arasında her hafta için bir sütun: toplam { $n } olay, en çok olan haftada { $most }.
doc-map = Dönem sonunda geçerli olan anlaşma bölgeleri; daha çok iddia olan yer daha koyu. Numaralar tablodaki gibi.
doc-map-alt = { $it } bölgenin haritası; yanındaki tablo aynısını söyler.
doc-reasons = Geçen gerekçeler
doc-parties = Taraflar
doc-defines-met = bilinenler yapıldığını söylemeye yeter
doc-defines-no-breach-recorded = iddia edilen hiçbir şey ihlale varmıyor ve yeterince görülebildi
doc-defines-breach-indicated = bu düzeyde bilinen, doğruysa, ihlal olur
doc-defines-breach-found = anlaşmanın bir organı tespit etti
doc-defines-overdue = süresi geçti; yapıldığını ya da yapılmadığını gösteren bir şey yok
doc-defines-undetermined = bilinenler karar vermeye yetmiyor; ne uyum ne ihlal
doc-defines-pending = süresi daha gelmedi
doc-defines-not-in-force = kural o sırada geçerli değil

# Alerts
alert-due = { $n ->
    [0] süresi şimdi doluyor: { $of }, { $due }
    [one] { $n } gün içinde süresi doluyor: { $of }, { $due }
   *[other] { $n } gün içinde süresi doluyor: { $of }, { $due }
}
alert-status-first = { $of }: { $is } ({ $levels })
alert-status = { $of }: { $is }, önceden { $was } ({ $levels })
alert-event = Yeni iddia: { $what }, { $zone }, { $day }; atfedilen: { $by }
alert-nowhere = bölge belirtilmedi
alert-finding = { $by }, { $event } olayı hakkında tespitte bulundu
alert-publication = Yayımlandı: defter kaydı { $it }
alert-subject = { $n ->
    [one] { $n } bildirim
   *[other] { $n } bildirim
}
alert-foot = Program değerlendirir; tespiti yalnız insanlar yapar. Bir iddia, kaynağının iddiasıdır. Bilinmeyen, ne uyumdur ne ihlal.
alert-feed = Uyarı akışı

# Several sites
page-sites = Ofisler
sites-lead = Kaydı birlikte tutan ofisler. Her biri gerekirse hatsız, tek başına yazar; hepsi truce sync ile bir araya gelir. Bir ofiste eksik olan, son görüşmede elinde olandan hesaplanır.
column-site = Ofis
column-stands = Durumu
column-entries-here = Buradaki kayıtları
column-met = Son görüşme
column-still-out = Ona henüz gitmeyen
column-compartments = Bölmeler
column-entries-told = Kayıtlar
column-meanwhile = Bu arada
column-reason-why = Neden
site-own = bu ofis
site-invited = yazıyor
site-never-met = buradan görüşülmedi
site-under-way = şu anda: { $came } geldi, { $left } kaldı
site-ended-replaced = anahtarı değiştirildi
site-ended-lost = çıkarıldı: anahtarı kayıp
site-ended-compromised = çıkarıldı: anahtarı başkalarında
site-ended-left = çıkarıldı: ayrıldı
sites-disputes = İki türlü söylenenler
sites-disputes-lead = İki ofis, biri ötekinin söylediğini bilmeden bunu söyledi. İkisini de gören biri yeniden söyleyince ya da karar verince biter.
dispute-report = { $it } raporu
dispute-sorting = { $it } raporuna ne kadar bakıldığı
dispute-grade = { $it } derecesi
dispute-card = { $it } kaynağının kartı
dispute-candidate = { $it } adayı
dispute-link = { $it } tek bir olayı mı anlatıyor
dispute-open = biri karar verene dek hiçbiri sayılmaz
dispute-last = sonuncusu sayılır
sites-apart = Ayrı gösterilenler
sites-apart-lead = Bu kayıtlar defterdedir ve hiçbir şeyi değiştirmez; yetkili biri geçerli olduklarına karar verene dek.
apart-forked = ofisi { $it } numaralı kaydından başlayarak iki geçmiş gösteriyor
apart-ended = anahtarı { $site } ofisinin { $number } numaralı kaydıyla sona ermişti
apart-disputed = { $about }: başka bir ofis başka türlü söyledi ({ $others })
apart-unusable = kullanılamaz: { $it }
site-fork = { $site } { $number } numaralı kaydından başlayarak iki geçmiş gösteriyor. Anahtarı elinde olan ikisini de yazdı: hangisinin onun olduğunu bulun ve karar verin.
