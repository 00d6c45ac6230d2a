//! Which language a text is in, as far as it matters here: by its script, and by the commonest words of English and Turkish.

/// The language of a text, by its code in BCP 47; `None` where it is none of those told apart.
pub fn of(text: &str) -> Option<&'static str> {
    let (mut latin, mut arabic, mut hebrew, mut all) = (0u32, 0u32, 0u32, 0u32);
    for character in text.chars().filter(|character| character.is_alphabetic()).take(20_000) {
        all += 1;
        match character {
            'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' => latin += 1,
            '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => {
                arabic += 1
            }
            '\u{590}'..='\u{5ff}' | '\u{fb1d}'..='\u{fb4f}' => hebrew += 1,
            _ => {}
        }
    }
    let most = |count: u32| count * 2 > all;
    if most(arabic) {
        // Persian and Urdu write with letters that Arabic has not.
        let others = text.chars().filter(|character| "پچژگکیےٹڈں".contains(*character)).count() as u32;
        return (others * 50 < arabic).then_some("ar");
    }
    if most(hebrew) {
        return Some("he");
    }
    if !most(latin) {
        return None;
    }
    let share = |words: &[&str]| {
        let small = text.to_lowercase();
        let told: Vec<&str> =
            small.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).take(3000).collect();
        let n_common = told.iter().filter(|word| words.contains(word)).count();
        n_common as f64 / told.len().max(1) as f64
    };
    let english = share(&[
        "the", "of", "to", "and", "in", "a", "that", "is", "was", "for", "on", "with", "by", "said", "from", "it",
        "he", "has", "have", "had", "after", "its", "will", "are", "about", "at", "as", "be", "this", "who", "which",
        "were", "been", "their", "but", "not", "or", "an", "over", "his", "she", "they", "would", "between",
    ]);
    let turkish = share(&[
        "ve", "bir", "bu", "için", "ile", "da", "de", "olarak", "daha", "çok", "dedi", "olan", "kadar", "gibi", "sonra",
    ]);
    match () {
        () if english >= 0.15 && english > turkish => Some("en"),
        () if turkish >= 0.04 && turkish > english => Some("tr"),
        // A headline alone has few of them.
        () if english >= 0.08 && turkish == 0.0 && text.len() < 400 => Some("en"),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn languages_are_told_apart() {
        assert_eq!(of("The minister said that the talks were over, and left for the airport."), Some("en"));
        assert_eq!(of("قال الوزير إن المحادثات انتهت وغادر إلى المطار."), Some("ar"));
        assert_eq!(of("השר אמר כי השיחות הסתיימו ויצא לשדה התעופה."), Some("he"));
        assert_eq!(of("Bakan, görüşmelerin sona erdiğini ve bir heyetin bu konuda çalıştığını söyledi."), Some("tr"));
        assert_eq!(
            of("Le ministre a déclaré que les pourparlers étaient terminés et qu'il partait pour Genève."),
            None
        );
        assert_eq!(of("وزیر گفت که گفتگوها پایان یافته است و او به فرودگاه رفت و چیزی نگفت"), None);
        assert_eq!(of(""), None);
    }
}
