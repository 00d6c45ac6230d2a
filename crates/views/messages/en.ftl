# What pages say in English. Dates, numbers and names are put in by the program.

# The frame of every page
skip-to-content = Skip to content
nav-main = Main
sign-in = Sign in
invented = This agreement and its data are invented.
moment-of-page = As of { $as_of } · ledger size { $size } · agreement version { $version }
as-of = As of
ledger-size = ledger size
show = Show
times-in-zone = Times are those of { $it }.
bound-note = You see the record as it was known and stood then.
show-latest = Show it as it stands now
reproduces = Agreement version, ledger size and the moment asked about reproduce this page.
principle = Truce assesses; only people find. What a source claims is shown as its claim. Unknown is neither compliance nor breach.
back-to-board = Back to the board
page-board = Board
page-sources = Sources
page-ledger = Ledger
page-inbox = Inbox
page-events = Events
page-map = Map
page-due = Due
page-registers = Registers
page-members = Members
page-search = Search
title-not-found = Not found
title-not-understood = Not understood
title-not-allowed = Not allowed
title-refused = Not done
title-failed = Something failed
not-allowed = No role that you have in this mission allows it.
line-lost = The line is lost. What you typed is kept; it can be sent when the line is back.
new-entries = { $n ->
    [one] One entry was recorded since this page was drawn.
   *[other] { $n } entries were recorded since this page was drawn.
}
also-here = { $n ->
    [one] { $names } looks at this event, too.
   *[other] { $names } look at this event, too.
}

# Numbers, days, lists
list-comma = ,_
day = { $day } { $month } { $year }
moment = { $day }, { $time }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
from-to = { $first } to { $last }
time-always = always
time-from = from { $it }
time-until = until { $it }
due-at = due { $it }
n-events = { $n ->
    [one] { $n } event
   *[other] { $n } events
}
n-rows = { $n ->
    [0] nothing
    [one] { $n } row
   *[other] { $n } rows
}
n-bytes = { $n ->
    [one] { $n } byte
   *[other] { $n } bytes
}
n-found = { $n ->
    [0] Nothing was found.
    [one] { $n } found.
   *[other] { $n } found.
}
n-tallies = { $n ->
    [one] One total, by the day to which it counts
   *[other] { $n } totals, by the day to which they count
}
n-stances = { $n ->
    [one] One declared stance is on record; it stands on the page of the provision that it is about.
   *[other] { $n } declared stances are on record; they stand on the pages of the provisions that they are about.
}
yes = yes
no = no
nothing = nothing
not-stated = not stated
not-graded = not graded
quoted = “{ $it }”
name-and-number = { $name } ({ $number })
name-and-tie = { $name } ({ $tie })

# Statuses: the program assesses, people find
status-met = met
status-no-breach-recorded = no breach recorded
status-breach-indicated = breach indicated
status-breach-found = breach found
status-found-by = breach found by { $by }, { $day }
status-overdue = overdue
status-undetermined = undetermined
status-pending = pending
status-not-in-force = not in force
status-late = { $it }, late
status-because = { $status }: { $reason }
status-scored = { $status }; { $scores }
score-of = scored { $score } of 3 by { $by }
score-withheld = scored by { $it }, to be shown when another assessor has scored
outcome-of-part = { $part }: { $outcome }
reason-term-undefined = term undefined
reason-no-baseline = no baseline
reason-units-not-comparable = units not comparable
reason-trigger-disputed = trigger disputed
reason-time-imprecise = time imprecise
reason-place-imprecise = place imprecise
reason-author-unknown = author unknown
reason-count-incomplete = count incomplete
reason-not-verified = not verified
reason-allegations-open = allegations open
reason-no-access = no access
reason-qualifier-needs-finding = qualifier needs finding
reason-to-be-agreed = to be agreed
reason-annex-missing = annex missing
reason-claimed-only = claimed only
reason-nothing-reported = nothing reported

# Levels: how well a thing is known
level-alleged = alleged
level-corroborated = corroborated
level-verified = verified
level-means-alleged = at least one source says so
level-means-corroborated = independent origins say so
level-means-verified = a finding establishes the act; a breach is found only where “breach found by …” stands
level-because = { $level }: { $ground }
level-and-role = { $level } { $role }
role-trigger = trigger
role-counted = counted
role-open = open
role-author-unknown = author unknown
ground-finding = a finding establishes it
ground-admission = the party to which it is laid admits it
ground-own-observation = the mission's own monitor or sensor recorded it
ground-stated = so stated by the program that gave the events
ground-of-no-party = said by { $it }, of no party
ground-parties = said on the side of { $it }
ground-unnamed = said by some who are not named, and count as one
ground-not-counted = not counted for want of grades: { $it }
ground-none = no report tells it so
standing-refuted = A finding refutes it.
standing-fact = That it happened is { $it }.
standing-author = That { $by } did it is { $why }.
standing-author-unknown = Who did it is not known.
standing-number = The number is { $it }.

# Parties
party-nobody = nobody in particular
party-unknown = author unknown
organ-of = organ of { $it }
proxy-of = proxy of { $it }

# Kinds of rule
kind-prohibition = prohibition
kind-deadline = deadline
kind-sequence = sequence
kind-eligibility = eligibility
kind-placement = placement
kind-cumulative = cumulative
kind-continuous = continuous
kind-report = report
kind-rate = rate
kind-ratio = ratio
kind-term = term
kind-conditional = conditional
kind-conduct = conduct
kind-undefined = not measurable as written

# The board
due-next = Due next
overview = All provisions at a glance
overview-caption = All provisions at a glance: a line for each level
column-provision = Provision
column-party = Party
column-others = Others
what-changed = What changed
since-last-visit = { $n ->
    [0] Nothing was recorded since your last visit.
    [one] One entry was recorded since your last visit.
   *[other] { $n } entries were recorded since your last visit.
}
reading-named = Reading: { $it }
held-by = held by { $it }
nothing-to-assess = Nothing to assess yet: no period has run, and no event has set the time running.
table-of-rule = { $it }: status by party and level
tallies-heading = Totals stated without cases
tallies-lead = A tally is its source's claim. It is never added up, split, or turned into events, and no status above rests on one.
tallies-near = About what these rules count, or something near it, in their own units. No status rests on one.
column-total = Total
column-counts = Counts, as the source says
column-span = Span
column-stated-by = Stated by
told-in = { $origin } (in { $source })
note-days = days: { $it }
days-no-report = { $n } of { $of } for which no source gave a number or an account
days-not-stated = { $n } reported, number not stated
days-stated-zero = { $n } stated zero
days-within-longer-span = { $n } only within a longer span
note-one-sided = claimed only by organs of { $it }
note-pleaded = pleaded: { $it }
note-rests-on = rests on { $events }, told by { $names }
note-rests-on-and-others = { $n ->
    [one] rests on { $events }, told by { $names } and 1 other
   *[other] rests on { $events }, told by { $names } and { $n } others
}
note-rests-on-origins = { $n ->
    [one] rests on { $events }, told by one origin
   *[other] rests on { $events }, told by { $n } origins
}
a-source = a source
trend = Week by week from { $first } to { $last }: { $alleged } alleged only, { $corroborated } corroborated, { $verified } verified. Dots: weeks with days of which nobody gave a number or an account.

# A provision
text-says = What the text says
can-be-checked = What can be checked
as-program-reads = As the program reads it
open-term = Open: { $it }.
open-supplied-by = { $what }. Could be supplied by { $by }
how-it-stands = How it stands
stances-heading = Declared stances
stances-lead = In order of time. Contradictions are shown, not resolved.
column-when = When
column-who = Who
column-stance = Stance
column-as-reported = As reported
column-source = Source
stance-supports = supports
stance-objects = objects
stance-proposes = proposes
stance-declines = declines
stance-offers = offers
stance-conditional = conditional

# Assessments of a rule
provision-named = Provision { $it }
days-known = What is known of each day
column-days = Days
column-how-many = How many
column-known = Known
day-no-report = no number, no account
day-within-longer-span = only within a longer span
day-not-stated = reported, number not stated
day-stated-zero = stated zero
day-number = a number stated
instances-newest-first = { $n } instances, the newest first; { $here } of them here.
timeline = { $n ->
    [one] One instance, at each level: alleged, corroborated, verified
   *[other] { $n } instances in order of time, a line for each level: alleged, corroborated, verified
}
instance-named = Instance { $it }
instance-only = (none)
instance-of-event = (set by an event)
count = count { $it }
count-decided = count { $count }, decided by what happened on { $at }
column-what-claimed = What, as claimed
column-claimed-by = Claimed by
column-role = Role
newer = Newer
older = Older

# An event
what-number = { $what }, { $number }
what-by = { $what }, said to be by { $by }
what-by-nobody = { $it }, author not stated
what-killed = { $what }, { $n } said to be killed
stated-in-file = (stated in the file)
when-and-precision = { $when } (precision: { $precision })
precision-exact = exact
precision-hour = hour
precision-day = day
precision-week = week
precision-month = month
precision-year = year
precision-1 = 1
precision-2 = 2
precision-3 = 3
precision-4 = 4
precision-5 = 5
precision-metres = to { $it } m
precision-code = precision { $it }
place-of = place: { $it }
element-time = time
element-place = place
element-type = type
element-author = author
element-killed = killed
element-injured = injured
particular-by = by, as claimed
particular-to = to
particular-item = item
particular-quantity = quantity
particular-unit = unit
grades = source { $source }, report { $report }, basis { $basis }
basis-seen = seen
basis-heard = heard
basis-sensor = sensor
basis-trace = trace
basis-told = told
decision-merge = a person made events one
decision-split = a person took an event apart
decision-move = a person moved a report
disputed = disputed
how-well-known = How well it is known
where-reports-differ = Where its reports differ
answers-of-parties = Answers of the parties
the-case = The case
heading-due = Due
who-says-so = Who says so
n-voices = { $n ->
    [one] One report tells of it.
   *[other] { $n } reports tell of it, from { $origins } origins.
}
as-given-by = as given by { $it }
why-one-event = Why these reports are one event
particulars = Particulars
event-id = event id
bears-on = Bears on
ledger-entry = Ledger entry { $it }

# The case on an event
finding-revised = { $it } (another finding has taken its place since)
somebody = somebody
access-refused = access to the place refused by { $by }, as { $source } says
answered = { $by } answered: { $answer }
stage-allegation = allegation
stage-preliminary-look = preliminary look
stage-tasking = tasking
stage-site-visit = site visit
stage-notification = notification
stage-response = response
stage-draft = draft
stage-decision = decision
stage-dissent = dissent
stage-publication = publication
stage-recommendation = recommendation
stage-cessation = cessation
stage-remedy = remedy
stage-follow-up = follow-up
step-allegation = alleged by { $by }
step-allegation-to = alleged by { $by } before { $to }
step-preliminary-look = preliminary look by { $by }
step-tasking = task given by { $by }
step-tasking-to = task given by { $by } to { $to }
step-site-visit = place visited for { $by }
step-site-visit-to = place visited for { $by } by { $to }
step-notification = put by { $by }
step-notification-to = put by { $by } to { $to }
step-draft = draft finding before { $by }
step-dissent = { $by } dissents
step-publication = finding made public by { $by }
step-recommendation = recommendation of { $by }
step-recommendation-to = recommendation of { $by } to { $to }
step-cessation = { $by } says that it ceased
step-cessation-established = { $by } established that it ceased
step-remedy = { $by } says that it was made good
step-remedy-established = { $by } established that it was made good
step-follow-up = looked at again by { $by }
step-on = { $step }, on { $on }
step-due = { $step }, to be done by { $due }
verdict-established = established
verdict-not-established = not established
verdict-refuted = refuted
standard-reasonable-suspicion = reasonable suspicion
standard-reasonable-grounds-to-believe = reasonable grounds to believe
standard-balance-of-probabilities = balance of probabilities
standard-clear-and-convincing = clear and convincing
standard-beyond-reasonable-doubt = beyond reasonable doubt
finding-fact = fact { $it }
finding-author = author { $it }
finding-number = number { $it }
finding-breach = breach of { $of } { $it }
finding-by = found by { $by }: { $what }
finding-revises = { $finding }, in place of { $of }
answer-fact = that it happened
answer-author = that it did it
answer-number = the number
answer-accepts = accepts { $it }
answer-denies = denies { $it }
answer-justifies = accepts { $element } and pleads { $ground }
unanswered-fact = has not answered whether it happened
unanswered-author = has not answered whether it did it
unanswered-number = has not answered the number
answer-disputed = { $answer }: disputed since { $day }
answer-on = { $answer } ({ $day })
party-answers = { $party } { $answer }
no-response-by = { $party }: no response by { $day }
no-response-recorded = { $party }: no response recorded by { $day }
due-of = { $step } of { $of }
a-step = a step
due-waits = { $step }: its time runs from { $at }, not recorded yet
due-pending = { $step }: due by { $by }
due-overdue = { $step }: was due by { $by }, nothing recorded
due-none-done = { $step }: done { $at }
due-done = { $step }: due by { $by }, done { $at }
due-late = { $step }: due by { $by }, done late, { $at }
due-claimed = { $step }: due by { $by }; said to be done { $at }, which no body has established

# Sources
sources-lead = Who tells us, and on whose word. Reports that go back to one origin are one voice, however many sources carry them.
column-kind = Kind
column-organ-of = Organ of
column-reliability = Reliability
column-told = Reports told
column-origin-of = Reports that go back to it
organs-and-proxies = Organs and proxies
ties-lead = Whose organ or proxy an actor is held to be, from when until when, and on what ground. What an actor says in a party's interest is not counted as the word of somebody of no party.
column-actor = Actor
source-monitor = the mission's own
source-party = a party
source-organisation = international organisation
source-state = state that is no party
source-outlet = outlet
source-data-set = data set
source-civil-society = civil society
source-other = other
column-held-to-be = Held to be
column-time = Time
column-may-answer = May answer for it
column-ground = Ground

# The ledger
ledger-keep-checkpoint = Keep this checkpoint somewhere else. With it, anybody can show later whether anything was changed or removed since:
column-entry = Entry
column-about = About
column-recorded = Recorded
what-it-says = What it says
envelope-site = site
envelope-number = number
envelope-kind = kind
envelope-recorded-at = recorded at
envelope-author = author
envelope-signed-by = signed by
envelope-beside = kept beside
envelope-hash = hash
envelope-before = entry before
signed-by-nobody = nobody
signed-by-holder = { $holder }, with the key { $key }
signed-by-stranger = the key { $it }, which is not registered
beside-gone = { $it } (erased, or not given)

# The inbox and a report
inbox-empty = Nothing is here.
inbox-keys = Keys: j and k go on and back, x chooses, o opens; t takes, a accepts, r returns, s sets aside.
choose-report = Choose { $it }
received-at = received { $it }
stand-received = received
stand-taken = taken
stand-accepted = accepted
stand-returned = returned for more
stand-set-aside = set aside
stand-by = { $stand } by { $by }, { $at }
with-chosen = With what is chosen
reason = Reason
do-taken = Take
do-accepted = Accept
do-returned = Return for more
do-set-aside = Set aside
next-step = Next step
next-page = Next page
page-before = Page before
step-recorded = { $report }: recorded as ledger entry { $entry }
step-known = { $it }: the record says so already
step-refused = { $report }: { $why }
nothing-chosen = Nothing was chosen.
statement-account = account
statement-observation = observation
statement-access-denied = access denied
statement-decision = decision
statement-response = response
statement-case-step = step in a case
statement-score = score
statement-withdrawn = withdrawn
as-told = As told
on-the-word-of = on the word of { $it }
told-and-recorded = told { $told }, recorded { $recorded }
the-article = The article; marked is what the report rests on
the-event = The event of which it tells
looked-at = How far it has been looked at
files = Files
no-files = No file came with it.
sealed-to = sealed to { $it }
custody-opened = opened
custody-copied = working copy made
custody-handed = given away
custody-to = to { $it }
custody-after = then SHA-256 { $it }
report-name = report
observer-at = observer stood at
observer-bearing = bearing, degrees
observer-distance = distance, metres
observer-detonations = detonations

# Events, map, registers, changes, search
filters = Filters
all = all
zone = zone
laid-to = laid to
known-at-least = known at least as
first-day = from
last-day = through
that-it-happened = That it happened
level-refuted = refuted
map-events = { $n ->
    [one] { $n } event, { $drawn } with a place that is drawn
   *[other] { $n } events, { $drawn } with a place that is drawn
}
map-label = Map of zones and events; the table below says the same by zone
map-closer = Closer
map-wider = Wider
map-north = North
map-south = South
map-west = West
map-east = East
by-zone = By zone
as-calendar = as a calendar
rests-on = Rests on
changes-lead = { $n ->
    [0] From ledger size { $from } to { $to } no assessment changed.
    [one] From ledger size { $from } to { $to } one assessment changed.
   *[other] From ledger size { $from } to { $to } { $n } assessments changed.
}
since-size = since ledger size
column-rule = Rule
column-of = Of
column-level = Level
column-was = Was
column-is = Is
column-because-of = Because of entries
outcome-and-count = { $outcome } (count { $count })
no-such-instance = no such instance
search-for = Search for
word-event = event
word-report = report

# Registers
register-aid = Consignments
register-aid-stages = Consignments, act by act
register-aid-days = Aid in every period against what is due
register-aid-duties = Duties for aid
register-crossings = Crossings
register-weapons = Weapons
register-weapon-duties = Duties for weapons
register-infrastructure = Military infrastructure
register-baselines = Baselines
register-projects = Projects
register-goods = Requests for goods
register-goods-stages = Requests for goods, act by act
register-funds = Funds
register-contacts = Contacts between delegations
register-contact-pairs = Who met whom
register-stances = Declared stances
register-due = What is due
register-releases = Releases and returns
register-release-duties = Duties to release
register-remedies = Recommendations and remedies
register-coverage = Coverage
register-tallies = Totals without cases
register-force = The force
register-force-eligibility = Who may take part in the force
register-force-duties = Duties of the force
field-agenda = agenda
field-alleged = alleged
field-amount = amount
field-approved = approved
field-arrived-high = arrived, at most
field-arrived-low = arrived, at least
field-asked = asked
field-asked-high = asked, at most
field-asked-low = asked, at least
field-baseline = baseline
field-because = because
field-both-days = both days
field-by = by
field-by-its-numbers = by its numbers
field-came-in = came in
field-ceased = ceased
field-ceased-known = ceased known
field-ceased-told-by = ceased told by
field-class = class
field-closed-days = closed days
field-condition = condition
field-consignment = consignment
field-converted-high = converted, at most
field-converted-low = converted, at least
field-converted-to = converted to
field-corroborated = corroborated
field-counted-alleged = counted alleged
field-counted-corroborated = counted corroborated
field-counted-verified = counted verified
field-crossing = crossing
field-currency = currency
field-day = day
field-days = days
field-days-left = days left
field-days-to-approval = days to approval
field-days-to-delivery = days to delivery
field-days-to-entry = days to entry
field-days-to-use = days to use
field-days-waiting = days waiting
field-declared = declared
field-definition = definition
field-delivered = delivered
field-delivered-high = delivered, at most
field-delivered-low = delivered, at least
field-destination = destination
field-differs-from = differs from
field-disposed = disposed
field-due = due
field-event = event
field-events = events
field-entered = entered
field-entered-high = entered, at most
field-entered-low = entered, at least
field-events-corroborated = events corroborated
field-events-possible = events possible
field-events-verified = events verified
field-for = for
field-form = form
field-from = from
field-goods = goods
field-handed-over = handed over
field-held-by = held by
field-high = at most
field-hours = hours
field-in-unit = in unit
field-instance = instance
field-killed = killed
field-kind = kind
field-known = known
field-lacking-high = lacking, at most
field-lacking-low = lacking, at least
field-looked-again = looked again
field-low = at least
field-made-good = made good
field-made-good-known = made good known
field-made-good-told-by = made good told by
field-marking = marking
field-means = means
field-met = met
field-month = month
field-name = name
field-named-by-some = named by some
field-number = number
field-of = of
field-on = on
field-one = one
field-open = open
field-open-days = open days
field-open-hours = open hours
field-other = other
field-other-units = other units
field-part = part
field-perhaps = perhaps
field-place = place
field-position = position
field-project = project
field-rate-day = rate day
field-rate-high = rate, at most
field-rate-low = rate, at least
field-rate-told-by = rate told by
field-reading = reading
field-recommendation = recommendation
field-recommended = recommended
field-refused = refused
field-refused-by = refused by
field-removed = removed
field-report = report
field-request = request
field-requested = requested
field-requests = requests
field-rule = rule
field-sent-high = sent, at most
field-sent-low = sent, at least
field-serial = serial
field-settled-by = settled by
field-since = since
field-source = source
field-stage = stage
field-stands = stands
field-state = state
field-stored = stored
field-subject = subject
field-sum-corroborated = sum corroborated
field-sum-high = sum, at most
field-sum-low = sum, at least
field-sum-verified = sum verified
field-taken-by = taken by
field-taken-high = taken, at most
field-taken-low = taken, at least
field-then-alleged = if nothing comes: alleged
field-then-corroborated = if nothing comes: corroborated
field-then-verified = if nothing comes: verified
field-to = to
field-told-by = told by
field-told-in = told in
field-unit = unit
field-until = until
field-used = used
field-used-high = used, at most
field-used-low = used, at least
field-verified = verified
field-waits-for = waits for
field-what = what
field-with = with
field-witness = witness
field-zone = zone

verify-heading = Verify here
verify-lead = Your browser can check for itself that these entries are in the ledger of this checkpoint.
verify-do = Verify these entries
verify-done = { $n ->
    [one] One entry was hashed here and lies in the tree of the checkpoint.
   *[other] { $n } entries were hashed here and lie in the tree of the checkpoint.
}
verify-wrong = Entry { $it } is not what the checkpoint says.
mission-settings = Settings
setting-open = The public sees
setting-second = A second factor is asked for
setting-address = Address
setting-notice = Days before a due time on which calendars tell of it
setting-delay = Days that registers of risk are held back from the public
setting-zone = Time zone
setting-languages = Authentic languages of the agreement
day-shown = Day
earlier = Earlier
later = Later

# What is done with an event
answer-for = Answer for { $it }
answer-to = To what
the-answer = Answer
choose-accepts = accepts
choose-denies = denies
choose-justifies = accepts, and justifies it
ground-pleaded = Ground, where it is justified
in-its-words = In its own words
answer-on-record = The answer stands on the record in the party's name, for everybody who may see the event.
do-answer = Put on the record
record-finding = Record a finding
no-body = The agreement names no body that finds.
body-that-finds = Body
who-did-it = who did it
a-breach = a breach
says-nothing = says nothing of it
breach-of-which = Breach of
standard-of-proof = Standard of proof
only-people-find = The program only assesses. A finding is the body's decision, with its reasons, for good: another can take its place, nothing removes it.
which-reports = Which reports tell of this event
tell-of-another = These tell of another event
is-same-as = It is the same event as (event or report)
do-split = Take apart
do-merge = Make one
done-as-entry = Recorded as ledger entry { $it }.

# Members and accounts
members-lead = Who has a place in the mission, and what they do. Places are entries of the ledger; accounts are not.
column-name = Name
column-roles = Roles
column-account = Account
column-do = Do
role-of-monitor = monitor
role-of-triage = triage
role-of-analyst = analyst
role-of-verification-body = verification body
role-of-liaison = liaison of a party
role-of-publisher = publisher
role-of-administrator = administrator
account-none = cannot sign in yet
account-one-factor = password only
account-two-factors = password and second factor
do-invite = Invite
do-end-place = End place
give-place = Give a place
never-a-persons-name = A short name that stands in the ledger for good: never a person's own.
liaison-of = Party, for a liaison
invitation-of = Give this link to { $it}, by a way that nobody else reads. It is good once, for three days, and is not shown again.
demo-heading = A demonstration
demo-lead = Everybody on this machine may try every part. Nothing here leaves it.
password = Password
code = Code
code-help = The code of your second factor, or a recovery code. Leave it empty if you have set none.
no-account = Members get a link of invitation from an administrator.
public-record = What everybody may see
wrong-entry = Name, password or code is wrong.
wait-entry = { $n ->
    [one] Too many wrong tries. Try again in one second.
   *[other] Too many wrong tries. Try again in { $n } seconds.
}
choose-password = Choose a password
password-again = The same again
password-help = At least { $it } characters. A few words that do not belong together are easy to keep.
password-short = The password has fewer than { $it } characters.
password-differs = The two are not the same.
welcome = Welcome, { $it }
invitation-old = This invitation is no longer good. Ask for another.
page-account = Account
recovery-codes = Recovery codes
recovery-help = Write these down and keep them apart from your phone. Each is good once in place of a code, and they are not shown again.
second-factor = Second factor
second-needed = This mission asks for a second factor. Set it to go on.
second-set = A second factor is set.
second-not-set = No second factor is set.
n-codes-left = { $n ->
    [0] No recovery code is left.
    [one] One recovery code is left.
   *[other] { $n } recovery codes are left.
}
second-begin = Set a second factor
second-anew = Set another second factor
second-help = Scan this with an app for one-time codes, or type the secret into it; then give the code that it shows.
second-secret = Secret:
second-set-it = Set
second-wrong = The code is wrong; try the next one that the app shows.
sessions = Sessions
column-browser = Browser
session-times = since { $since }, last used { $seen }
this-session = this one
do-end = End
end-others = End all others
sign-out = Sign out
password-now = Your password now
password-changed = The password is changed. All other sessions have ended.
change = Change
picture-aid = Each line is what one source counted, as a share of what is owed for the same time; the dashed line across is all that is owed. Where no line is, nobody gave a number that can be compared.
picture-shares = What is counted against what is asked, by how well it is known; the dashed stroke is the whole.
picture-contacts = How many meetings of each two the source tells of that tells of most. Sources are not added up.
picture-coverage = Upper bar: hours in which somebody could look, at least. Lower bar: hours in which somebody was kept from looking. A dash: nobody said.
counted-of-asked = { $counted } of { $asked }
column-counted = Counted
no-zone-named = No zone named
hours-watched = looked { $seen } h, refused { $refused } h
hours-seen = Hours somebody could look, of the week before
hours-refused = Hours somebody was kept from looking
map-unseen = nobody is known to have looked in the week before
article-missing = Its file is not kept here, or is not what it was when it came.
openid-none = This mission names no provider of accounts.
openid-failed = The sign-in elsewhere did not work. Try again, or sign in here.
openid-old = That sign-in was begun in another browser, is too old or was used. Begin again.
openid-second = The provider did not say that a second factor was shown, and this mission asks for one.
openid-nobody = That account opens no door here. Ask the mission's administrator for an invitation.
openid-others = That account is bound to somebody else, or you are no longer signed in.
openid-bound = The account elsewhere now opens your door here.
openid-left = The account elsewhere no longer opens your door.
openid-only = It is your only way in: ask for an invitation and choose a password first.
openid-heading = Account elsewhere
openid-is-bound = Your account at { $it } opens your door here.
openid-not-bound = You can sign in with an account at { $it } as well.
openid-bind = Bind an account at { $it }
openid-unbind = Unbind it
openid-to = Sign in with { $it }
openid-onward = To { $it }
openid-onward-help = There you say who you are; it sends you back here.
openid-join-help = Or without a password of your own here:
text-original = The text that counts
page-publications = Publications
publications-lead = What was published, as of which moment and ledger size. A later publication says what it corrects.
data-title = The data
data-lead = Events in forms that others read: as claimed, without words, sources and exact places, and what could put somebody at risk some days late.
codebook = Codebook
published-so-far = Published so far
left-board = board
left-bundle = bundle to check
left-report = periodic report
outside-note = What may leave, with the names that events have outside. Withheld events: { $events }. Assessments in which the whole record says otherwise: { $assessments }.
preview-title = Side by side
preview-within = Within
preview-outside = What leaves
preview-statuses = Statuses that are others outside
preview-same = None: from what leaves follows the same as from the whole record.
preview-staying = Events that stay, by type
preview-events = The latest events
preview-stays = stays
doc-killed-column = Killed, as claimed
doc-advance = Advance copy for { $party }, for its answer; not for release
doc-advance-until = Advance copy for { $party }, for its answer by { $until }; not for release
doc-no-copies = No party had a copy before publication.
doc-not-answered = { $party } had a copy on { $day } (ledger entry { $entry }) and did not answer.
doc-answered = { $party } had a copy on { $day } (ledger entry { $entry }) and answers:
held-open = open
held-pending = pending
held-overdue = overdue
held-claimed = claimed
held-confirmed = confirmed
held-done = done
held-done-late = done, late
report-from = Report on the days from
report-to = to
report-get = Get the report
left-ledger = copy of the ledger
left-data = data ({ $it })
bundle-lead = What follows from the events in this folder. How to check that:
bundle-events-withheld = Events withheld: { $it }
bundle-assessments-withheld = Assessments in which the full record says otherwise, for what makes the difference is withheld: { $it }
publish-board = Publish the board
as-of-and-size = as of { $as_of }, ledger size { $size }
as-public-sees = as the public will see it
said-with-it = What is said with it
it-corrects = It corrects the publication of
it-corrects-none = none
do-publish = Publish
nothing-published = Nothing was published yet.
column-shows = It shows
corrects = corrects entry { $it }
corrected-by = corrected by entry { $it }
was-corrected = This was published, and later corrected: see the record as of { $it }.
not-published = This was not published.
open-closed = nothing
open-published = what was published
open-live = the record as it stands
page-devices = Devices
devices-lead = Phones and tablets that send from the field. Each speaks for one source; its key opens the forms and nothing else.
devices-elsewhere = Devices of this mission are enrolled by command.
device-enrol = Enrol a device
device-source = Source for which it speaks
device-told = Scan this in the app (ODK Collect or KoboCollect: add project). It is shown this once; whoever has it has the key.
device-by-hand = Or by hand, as the server's address:
device-strike-off = Strike off
device-struck-off = { $it } is let in no more.
device-times = { $since } until { $until }
since-moment = since { $it }
history = How it was assessed as time went on
history-lead = At the end of each month, by what the record knows at the ledger size shown above. What a page said at that time may have been otherwise: less was known.
as-written = as written
level-unknown = unknown
level-disputed = disputed
level-means-refuted = a finding says that it is not so
level-means-disputed = a party has answered that it is not so
level-means-unknown = nobody says
what-signs-mean = What the signs mean

# The periodic report
doc-contents = Contents
doc-internal = Internal: the whole record, not for release
doc-corrects = This report corrects the publication in ledger entry { $it }.
doc-foot = As of { $as_of }, ledger size { $size }. Truce assesses; only people find.
doc-event = E{ $it }
doc-entry = entry { $it }
doc-n-events = { $n ->
    [one] { $n } event claimed in the period
   *[other] { $n } events claimed in the period
}
doc-n-changed = { $n ->
    [one] { $n } assessment is not what it was when the period began
   *[other] { $n } assessments are not what they were when the period began
}
doc-n-findings = { $n ->
    [one] { $n } finding in the period
   *[other] { $n } findings in the period
}
doc-n-responses = { $n ->
    [one] { $n } response of a party in the period
   *[other] { $n } responses of parties in the period
}
doc-n-instances = { $n ->
    [one] { $n } instance
   *[other] { $n } instances
}
doc-n-overdue = { $n ->
    [one] { $n } duty overdue in some instance at the end of the period
   *[other] { $n } duties overdue in some instance at the end of the period
}
doc-n-decisions = { $n ->
    [one] { $n } decision of a body up to the end of the period
   *[other] { $n } decisions of bodies up to the end of the period
}
doc-n-denied = { $n ->
    [one] { $n } report of access denied in the period
   *[other] { $n } reports of access denied in the period
}
doc-n-elsewhere = { $n ->
    [one] { $n } event of the period in no zone that is told
   *[other] { $n } events of the period in no zone that is told
}
doc-more = { $n ->
    [one] { $n } more
   *[other] { $n } more
}
doc-earlier = { $n ->
    [one] { $n } before the period
   *[other] { $n } before the period
}
doc-status = Status
doc-statuses = Duties by status and level at the end of the period (at its beginning). A duty is a rule, in a reading, for a party; one that comes back can have several statuses.
doc-now-before = { $now } ({ $was })
doc-status-of = Status under provision { $it }
doc-rests-on = Rests on
doc-none = nothing
doc-before = before: { $it }
doc-times = { $outcome } × { $n }
doc-no-event = no event
doc-nothing = Nothing to list here.
doc-about = About
doc-finding = Finding
doc-reference = Reference
doc-answer = Answer
doc-body = Body
doc-decided = Decision on
doc-turn = Effect
doc-begins = begins
doc-ends = ends
doc-type = What, as claimed
doc-laid-to = Laid to, as claimed
doc-refuted = refuted
doc-zone = Zone
doc-zones = Events of the period by zone and level
doc-month-from = Month from
doc-observed = Observed
doc-asked = Asked for
doc-refused-hours = Hours refused
doc-coverage = Share of the time in which somebody could see, by rule, zone and month
doc-kept-by = Kept out by, as claimed
doc-percent = { $it } %
doc-anywhere = anywhere
doc-number = No.
doc-where = Where
doc-how-many = How many, as claimed
doc-levels = How well known
doc-name = Name in the data
doc-killed = killed: { $it }
doc-injured = injured: { $it }
doc-fact-is = it happened: { $it }
doc-author-is = by whom: { $it }
doc-trend = Events of the period week by week, { $first } to { $last }: { $n } in all, { $most } in the week with most. Filled: verified; half tone: corroborated; outlined: alleged.
doc-trend-alt = Bars, one for each week from { $first } to { $last }: { $n } events in all, { $most } in the week with most.
doc-map = Zones of the agreement as they held at the end of the period; darker where more is claimed. Numbers as in the table.
doc-map-alt = A map of { $it } zones; the table beside it says the same.
doc-reasons = Reasons that occur
doc-parties = Parties
doc-defines-met = what is known suffices to say that it was done
doc-defines-no-breach-recorded = nothing that is claimed reaches a breach, and enough could be seen
doc-defines-breach-indicated = what is known at this level would be a breach, if it is so
doc-defines-breach-found = a body of the agreement found it
doc-defines-overdue = its time is past, and nothing shows that it was done or that it was not
doc-defines-undetermined = what is known does not decide it; neither compliance nor breach
doc-defines-pending = its time is still to come
doc-defines-not-in-force = the rule does not hold at that time

# Alerts
alert-due = { $n ->
    [0] due now: { $of }, { $due }
    [one] due in { $n } day: { $of }, { $due }
   *[other] due in { $n } days: { $of }, { $due }
}
alert-status-first = { $of }: { $is } ({ $levels })
alert-status = { $of }: { $is }, before { $was } ({ $levels })
alert-event = Newly claimed: { $what }, { $zone }, { $day }; laid to: { $by }
alert-nowhere = no zone told
alert-finding = { $by } found on event { $event }
alert-publication = Published: ledger entry { $it }
alert-subject = { $n ->
    [one] { $n } notice
   *[other] { $n } notices
}
alert-foot = Truce assesses; only people find. A claim is its source's claim. Unknown is neither compliance nor breach.
alert-feed = Alerts as a feed

# Several sites
page-sites = Sites
sites-lead = Offices that keep the record together. Each writes alone, without a line if need be, and all come together by truce sync. What one lacks is worked out from what it had when it was last met.
column-site = Site
column-stands = It stands
column-entries-here = Its entries here
column-met = Last met
column-still-out = Still out to it
column-compartments = Compartments
column-entries-told = Entries
column-meanwhile = Meanwhile
column-reason-why = Why
site-own = this site
site-invited = writes
site-never-met = not met from here
site-under-way = now: { $came } came, { $left } to go
site-ended-replaced = key replaced
site-ended-lost = struck off: lost
site-ended-compromised = struck off: others have its key
site-ended-left = struck off: it has left
sites-disputes = Said in two ways
sites-disputes-lead = Two sites said this while neither knew what the other said. It is over when somebody who has both says it anew, or decides.
dispute-report = report { $it }
dispute-sorting = how far report { $it } has been looked at
dispute-grade = grade of { $it }
dispute-card = card of source { $it }
dispute-candidate = candidate { $it }
dispute-link = whether { $it } tell of one event
dispute-open = none counts until somebody decides
dispute-last = the last counts
sites-apart = Shown apart
sites-apart-lead = These entries are in the ledger and change nothing, until somebody who may decides that they stand.
apart-forked = its site shows two histories from its entry { $it } on
apart-ended = its key had ended by entry { $number } of { $site }
apart-disputed = { $about }: another site said otherwise ({ $others })
apart-unusable = it cannot be used: { $it }
site-fork = { $site } shows two histories from its entry { $number } on. Whoever has its key wrote both: find out which of them is its own, and decide.
