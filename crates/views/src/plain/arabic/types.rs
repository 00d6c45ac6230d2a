//! Arabic words for the base types of events. No native reader has reviewed them.

/// What each base type of `records::taxonomy` is called.
const LABELS: &[(&str, &str)] = &[
    ("airstrike", "غارة جوية"),
    ("drone_strike", "ضربة بطائرة مسيَّرة"),
    ("shelling", "قصف بالمدفعية أو الدبابات أو الهاون"),
    ("rocket_fire", "إطلاق صواريخ أو قذائف صاروخية"),
    ("shooting", "إطلاق نار بأسلحة خفيفة"),
    ("explosion", "انفجار عبوة أو لغم"),
    ("lethal_fire", "وفيات بفعل النيران دون ذكر الوسيلة"),
    ("armed_attack", "هجوم مسلح دون ذكر الوسيلة"),
    ("armed_clash", "تبادل إطلاق نار"),
    ("organised_violence", "عنف منظَّم مميت (UCDP)"),
    ("incursion", "دخول مسلح على الأرض"),
    ("troops_present", "وجود مسلح"),
    ("troops_withdrawn", "انسحاب مسلح"),
    ("line_moved", "نقل خط أو علاماته"),
    ("overflight", "تحليق فوق منطقة"),
    ("weapons_moved", "نقل أسلحة"),
    ("weapons_present", "وجود أسلحة"),
    ("demolition", "هدم مبانٍ"),
    ("infrastructure_destroyed", "تدمير بنية تحتية عسكرية"),
    ("weapon_handed_over", "تسليم أسلحة"),
    ("weapon_verified", "التحقق من أسلحة"),
    ("weapon_stored", "تخزين أسلحة"),
    ("weapon_removed", "إخراج أسلحة من المخزن"),
    ("weapon_disposed", "تدمير أسلحة أو إخراجها من الاستعمال"),
    ("infrastructure_rebuilt", "إعادة بناء بنية تحتية عسكرية"),
    ("person_released", "الإفراج عن أشخاص"),
    ("remains_returned", "إعادة رفات قتلى"),
    ("abduction", "اختطاف"),
    ("displacement", "إجبار أشخاص على الرحيل"),
    ("return_refused", "منع أشخاص من العودة"),
    ("truck_entered", "دخول شاحنات بضائع"),
    ("pallets_offloaded", "تفريغ منصات بضائع"),
    ("consignment_manifested", "إدراج شحنة في بيان الحمولة"),
    ("consignment_in_transit", "شحنة في مكان على طريقها"),
    ("consignment_inspected", "تفتيش شحنة"),
    ("consignment_entered", "إدخال شحنة"),
    ("consignment_offloaded", "تفريغ شحنة"),
    ("consignment_collected", "استلام شحنة"),
    ("consignment_arrived", "وصول شحنة"),
    ("aid_intercepted", "الاستيلاء على مساعدات في الطريق"),
    ("aid_refused", "رفض دخول مساعدات"),
    ("goods_requested", "طلب مواد"),
    ("goods_approved", "الموافقة على مواد"),
    ("goods_refused", "رفض مواد"),
    ("goods_entered", "إدخال مواد"),
    ("goods_delivered", "تسليم مواد إلى موقع"),
    ("goods_used", "استعمال مواد في موقع"),
    ("goods_diverted", "تحويل مواد عن غرضها"),
    ("project_agreed", "الاتفاق على مشروع"),
    ("project_begun", "بدء مشروع"),
    ("project_stopped", "توقف مشروع"),
    ("project_completed", "إنجاز مشروع"),
    ("funds_pledged", "التعهد بأموال"),
    ("funds_committed", "الالتزام بأموال"),
    ("funds_disbursed", "صرف أموال"),
    ("rate_published", "نشر سعر صرف"),
    ("crossing_open", "معبر مفتوح"),
    ("crossing_closed", "معبر مغلق"),
    ("movement_restricted", "تقييد حركة المراقبين أو العاملين في مجال المساعدة"),
    ("meeting", "اجتماع وفود"),
    ("agreement_reached", "التوصل إلى اتفاق"),
    ("report_submitted", "تقديم تقرير"),
    ("notice_given", "توجيه إخطار"),
    ("election_held", "إجراء انتخابات"),
    ("law_adopted", "اعتماد قانون أو قرار"),
    ("office_taken", "تولي منصب"),
    ("body_established", "إنشاء هيئة"),
    ("contribution_offered", "عرض المساهمة في قوة"),
    ("contribution_declined", "رفض المساهمة في قوة"),
    ("contingent_deployed", "نشر وحدة"),
    ("forces_deployed", "نشر قوات"),
    ("consultation", "إجراء مشاورات"),
    ("consent_given", "منح الموافقة"),
    ("consent_refused", "رفض الموافقة أو سحبها"),
    ("protest", "احتجاج"),
];

/// The Arabic words for a base type.
pub(super) fn label(name: &str) -> Option<&'static str> {
    LABELS.iter().find(|(base, _)| *base == name).map(|(_, label)| *label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_base_type_has_its_words_and_no_words_lack_their_type() {
        for base in records::taxonomy::TYPES {
            assert!(label(base.name).is_some(), "{}", base.name);
        }
        for (name, _) in LABELS {
            assert!(records::taxonomy::find(name).is_some(), "{name}");
        }
    }
}
