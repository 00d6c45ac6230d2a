//! One sentence for each way of saying that somebody says something: source, cue, content, kind and stance.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use expect_test::{Expect, expect};
use news::{Dictionary, Kind};

/// One line for each candidate: who (kind), by which words, stance, quoted: what; `<n` where it stands within another.
fn told(text: &str) -> String {
    let (mut documents, _) = news::read(text.as_bytes()).unwrap();
    documents[0].date = jiff::civil::Date::new(2031, 5, 14).ok();
    let article = news::extract(&documents[0], &Dictionary::default());
    let mut out = String::new();
    for one in &article.candidates {
        let who = one.spans.said_by.clone().map_or("-", |span| &text[span]);
        let cue = one.spans.cue.clone().map_or("-", |span| &text[span]);
        let within = one.within.map_or_else(String::new, |within| format!(" <{within}"));
        let kind = one.said_by.kind.map_or("unknown", Kind::to_text);
        let act = one.act.map_or("", |act| act.plover.unwrap_or(act.cameo));
        let event = one.kind.as_deref().unwrap_or("");
        out.push_str(&format!(
            "{}{within} {who} ({kind}) [{cue}] {} {}: {} | {act}/{event}\n",
            one.number,
            one.stance.to_text(),
            one.quoted.to_text(),
            one.text
        ));
    }
    out
}

#[track_caller]
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&told(text));
}

#[test]
fn clauses_and_quotations() {
    check(
        "The governor said that the bridge was open.",
        expect![[r#"
            1 The governor (named) [said] asserts indirect: that the bridge was open | /
        "#]],
    );
    check(
        "“The bridge is open,” the governor said on Monday. “It will stay open.”",
        expect![[r#"
            1 the governor (named) [said] asserts direct: “The bridge is open,” … “It will stay open.” | /
        "#]],
    );
    check(
        "“The bridge,” she said, “will stay open for the trucks.”",
        expect![[r#"
            1 she (named) [said] asserts direct: “The bridge,” … “will stay open for the trucks.” | /
        "#]],
    );
    check(
        "The bridge is open, according to two officers at the crossing.",
        expect![[r#"
            1 two officers (anonymous) [according to] asserts indirect: The bridge is open … at the crossing | /
        "#]],
    );
    check(
        "The bridge, he added, would stay open.",
        expect![[r#"
            1 he (named) [added] asserts indirect: The bridge … would stay open | /
        "#]],
    );
    check(
        "“No trucks before Friday,” warned a senior officer.",
        expect![[r#"
            1 a senior officer (anonymous) [warned] asserts direct: “No trucks before Friday,” | THREATEN/
        "#]],
    );
    check(
        "The governor told reporters: “We will wait until Friday.”",
        expect![[r#"
            1 The governor (named) [told] asserts direct: “We will wait until Friday.” | /
        "#]],
    );
    check(
        "The governor called the plan “a bridge to nowhere”.",
        expect![[r#"
            1 The governor (named) [called] asserts mixed: the plan “a bridge to nowhere” | /
        "#]],
    );
}

#[test]
fn promises_demands_and_refusals() {
    check(
        "The ministry promised to open the crossing by Friday.",
        expect![[r#"
            1 The ministry (organisation) [promised] promises indirect: to open the crossing by Friday | AGREE/stance
        "#]],
    );
    check(
        "The envoy urged both sides to hand over the prisoners.",
        expect![[r#"
            1 The envoy (named) [urged] demands indirect: both sides to hand over the prisoners | /stance
        "#]],
    );
    check(
        "The movement refused to hand over its rockets.",
        expect![[r#"
            1 The movement (organisation) [refused] denies indirect: to hand over its rockets | REJECT/stance
        "#]],
    );
    check(
        "The army denied that its soldiers had shelled the village.",
        expect![[r#"
            1 The army (organisation) [denied] denies indirect: that its soldiers had shelled the village | ASSAULT/shelling
        "#]],
    );
    check(
        "The delegation thanked the mediators for their patience.",
        expect![[r#"
            1 The delegation (organisation) [thanked] thanks indirect: the mediators for their patience | SUPPORT/
        "#]],
    );
    check(
        "Residents protested that nobody had asked them.",
        expect![[r#"
            1 Residents (anonymous) [protested] objects indirect: that nobody had asked them | PROTEST/stance
        "#]],
    );
    check(
        "The opposition called for a new vote in the council.",
        expect![[r#"
            1 The opposition (organisation) [called for] demands indirect: a new vote in the council | /stance
        "#]],
    );
}

#[test]
fn hearsay_and_those_without_a_name() {
    check(
        "The commander has reportedly left the city.",
        expect![[r#"
            1 - (hearsay) [reportedly] asserts indirect: The commander has … left the city | /
        "#]],
    );
    check(
        "The commander is said to have left the city.",
        expect![[r#"
            1 - (hearsay) [is said] asserts indirect: The commander … to have left the city | /
        "#]],
    );
    check(
        "It is understood that the talks will resume in Geneva.",
        expect![[r#"
            1 - (hearsay) [is understood] asserts indirect: that the talks will resume in Geneva | CONSULT/
        "#]],
    );
    check(
        "According to reports, the two sides met last week.",
        expect![[r#"
            1 reports (hearsay) [According to] asserts indirect: the two sides met last week | CONSULT/meeting
        "#]],
    );
    check(
        "Rumour has it that the envoy will resign.",
        expect![[r#"
            1 - (hearsay) [Rumour has it] asserts indirect: that the envoy will resign | CONCEDE/
        "#]],
    );
    check(
        "The move is seen as a concession.",
        expect![[r#"
            1 - (hearsay) [is seen] asserts indirect: The move … as a concession | /
        "#]],
    );
    check(
        "Officials who asked not to be named said the list was ready.",
        expect![[r#"
            1 Officials who asked not to be named (anonymous) [said] asserts indirect: the list was ready | /
        "#]],
    );
}

#[test]
fn one_within_another() {
    check(
        "A diplomat said that the minister had promised to open the port.",
        expect![[r#"
            1 A diplomat (anonymous) [said] asserts indirect: that the minister had promised to open the port | /
            2 <1 the minister (named) [had promised] promises indirect: to open the port | AGREE/stance
        "#]],
    );
    check(
        "The envoy rejected reports that the talks had failed.",
        expect![[r#"
            1 The envoy (named) [rejected] denies indirect: reports that the talks had failed | REJECT/response
            2 <1 - (hearsay) [reports] asserts indirect: that the talks had failed | /
        "#]],
    );
}

#[test]
fn what_is_called_false_or_not_said() {
    check(
        "Claims that its troops shelled the town are false, the army said.",
        expect![[r#"
        1 the army (organisation) [said] denies indirect: Claims that its troops shelled the town are false | ASSAULT/shelling
    "#]],
    );
    check(
        "The minister said that the reports were baseless.",
        expect![[r#"
        1 The minister (named) [said] denies indirect: that the reports were baseless | /response
    "#]],
    );
    check(
        "The minister said that the reports were not baseless.",
        expect![[r#"
        1 The minister (named) [said] asserts indirect: that the reports were not baseless | /
    "#]],
    );
    check(
        "The envoy did not say that the talks had failed.",
        expect![[r#"
        1 The envoy (named) [did not say] denies indirect: that the talks had failed | /response
    "#]],
    );
    check(
        "The envoy denied nothing.",
        expect![[r#"
        1 The envoy (named) [denied] denies indirect: nothing | REJECT/response
    "#]],
    );
}

#[test]
fn quotations_that_go_on() {
    check(
        "“We will not leave the town,” the envoy said. “Not now, not ever, not alone.”",
        expect![[r#"
        1 the envoy (named) [said] asserts direct: “We will not leave the town,” … “Not now, not ever, not alone.” | /
    "#]],
    );
    check(
        "“We will not leave the town,” the envoy said. “Never again!”",
        expect![[r#"
        1 the envoy (named) [said] asserts direct: “We will not leave the town,” | /
    "#]],
    );
    check(
        "“We will not leave the town,” the envoy said.\n\nNobody answered.\n\n“It is ours and will stay ours.”",
        expect![[r#"
            1 the envoy (named) [said] asserts direct: “We will not leave the town,” | /
        "#]],
    );
}

#[test]
fn nouns_that_say_it() {
    check(
        "The drivers laughed at the minister’s claim that the road is safe.",
        expect![[r#"
            1 the minister (named) [claim] asserts indirect: that the road is safe | /
        "#]],
    );
    check(
        "The council expressed concern over the delay.",
        expect![[r#"
            1 The council (organisation) [expressed concern] objects indirect: the delay | /stance
        "#]],
    );
    check(
        "A demand by the union for new trucks went unheard.",
        expect![[r#"
            1 the union (organisation) [demand] demands indirect: new trucks | /stance
        "#]],
    );
}

#[test]
fn narration_is_the_outlets() {
    check(
        "Egypt handed over two tanks to Jordan on Tuesday.",
        expect![[r#"
            1 - (outlet) [-] asserts indirect: Egypt handed over two tanks to Jordan on Tuesday | RETREAT/weapon_handed_over
        "#]],
    );
    check("It goes without saying that the road is long.", expect![""]);
    check("She sat down and said nothing.", expect![[r#""#]]);
}
