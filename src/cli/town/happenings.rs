//! Invented happenings: narratives, ways of going about it, descriptions. `{person}` is where the subject stands.

use super::dice::Dice;

/// What an incident of the demonstration is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Happening {
    /// Goods taken.
    Theft,
    /// Goods nearly taken.
    AttemptedTheft,
    /// Money or goods by deceit.
    Fraud,
    /// Property damaged.
    Damage,
    /// Somebody hurt.
    Violence,
    /// Somebody threatened.
    Threats,
    /// Staff or customers abused or harassed.
    Abuse,
    /// Entered while excluded.
    Breach,
    /// Only seen.
    Sighting,
}

impl Happening {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::Theft,
        Self::AttemptedTheft,
        Self::Fraud,
        Self::Damage,
        Self::Violence,
        Self::Threats,
        Self::Abuse,
        Self::Breach,
        Self::Sighting,
    ];

    fn narratives(self) -> &'static [&'static str] {
        match self {
            Self::Theft => &[
                "{person} put four packs of coffee into a rucksack and walked out past the tills without paying.",
                "{person} picked up two bottles of gin while a friend spoke to the cashier, and left by the side door.",
                "{person} took three fragrance testers from the counter and ran towards the bus station.",
                "{person} filled a bag with cheese and meat. Asked to stop, {person} said nothing and left.",
                "{person} tried on a jacket, put the old coat over it and walked out.",
            ],
            Self::AttemptedTheft => &[
                "{person} hid razor blades in a sleeve, saw that staff were watching and put them back on a shelf.",
                "{person} pulled at the lock of the display case until a member of staff came over.",
                "{person} was stopped at the door with unpaid goods and handed them back.",
            ],
            Self::Fraud => &[
                "{person} asked for a refund on a kettle picked up from the shelf a minute before.",
                "{person} paid with a twenty-pound note that turned out to be counterfeit.",
                "{person} swapped the labels on two pairs of trainers and paid the lower price.",
            ],
            Self::Damage => &[
                "{person} kicked the glass of the front door, which cracked.",
                "{person} pushed over a rack of cards and tore down the window poster.",
                "{person} broke two glasses and a chair after being asked to leave.",
            ],
            Self::Violence => &[
                "{person} pushed the security guard against the counter. The guard's wrist was hurt.",
                "{person} threw a basket at a member of staff, which hit her shoulder.",
                "{person} struck another customer at the bar and had to be held back by friends.",
            ],
            Self::Threats => &[
                "{person} told the cashier to watch out after closing time.",
                "Asked for proof of age, {person} threatened to come back and smash the window.",
                "{person} raised a fist at the manager and said he would be sorry.",
            ],
            Self::Abuse => &[
                "{person} shouted and swore at the pharmacist for several minutes in front of other customers.",
                "{person} followed a member of staff round the shop and would not stop making remarks about her.",
                "{person} called the doorman names and spat on the step.",
            ],
            Self::Breach => &[
                "{person} came in at noon, was reminded of the exclusion and left when asked.",
                "{person} was at the bar when the shift began. Told of the notice, {person} finished the drink and went.",
            ],
            Self::Sighting => &[
                "{person} walked along the front of the shop twice and looked in.",
                "{person} sat on the bench opposite the entrance for half an hour.",
            ],
        }
    }
}

/// What a reporter might write about an incident of a kind.
pub fn narrative(seed: u64, happening: Happening) -> &'static str {
    Dice::new(seed, "narrative").pick(happening.narratives())
}

const METHODS: &[&str] = &[
    "Carries a foil-lined bag and goes for spirits near the entrance.",
    "Comes in just before closing, when one person is at the till.",
    "Works with somebody who asks staff for help at the far end of the shop.",
    "Takes several of the same item, mostly cosmetics, and leaves at once.",
    "Asks for refunds without a receipt on goods taken from the shelf.",
    "Hides small goods in a folded newspaper or a pram.",
    "Drinks on the premises without paying and becomes loud when asked.",
    "Follows delivery staff through the back door.",
    "Swaps price labels on shoes and clothes.",
    "Waits until the guard is busy, then walks out through the entrance.",
];

/// How somebody goes about it.
pub fn modus_operandi(seed: u64) -> &'static str {
    Dice::new(seed, "method").pick(METHODS)
}

const BUILDS: &[&str] =
    &["slim", "medium build", "stocky", "tall and thin", "broad-shouldered", "short and slight"];
const MARKS: &[&str] = &[
    "often wears a dark jacket",
    "usually carries a blue rucksack",
    "small scar over the left eyebrow",
    "tattoo of a swallow on the right hand",
    "walks with a slight limp",
    "speaks quietly, local accent",
    "silver ring on the left thumb",
    "usually with a small brown dog",
    "rides a green bicycle",
];

/// What somebody looks like, in words: nothing of ethnicity or health.
pub fn description(seed: u64) -> String {
    let mut dice = Dice::new(seed, "description");
    let age = 20 + 5 * dice.below(9);
    let height = 155 + dice.below(40);
    format!("About {age}, {height} cm, {}; {}.", dice.pick(BUILDS), dice.pick(MARKS))
}

/// A sentence with its person, beginning with a capital letter.
pub fn sentence(text: &str, person: &str) -> String {
    let told = text.replace("{person}", person);
    let mut letters = told.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Why an exclusion is proportionate.
pub(super) const STATEMENT: &str = "The person came back after a warning. Staff are worried when they work alone. A year away \
    from the members' premises is the least that protects them; shops for food and medicine outside the scheme are \
    within ten minutes' walk.";
/// Why one is not.
pub(super) const TOO_MUCH: &str =
    "The last report is a year old and small. A talk with the person comes first.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_narrative_has_a_place_for_the_person() {
        for happening in Happening::ALL {
            for text in happening.narratives() {
                assert!(text.contains("{person}") && text.ends_with('.'), "{text}");
            }
        }
    }

    #[test]
    fn the_words_repeat_themselves_and_vary() {
        let words = |seed| (narrative(seed, Happening::Theft), modus_operandi(seed), description(seed));
        assert_eq!(words(7), words(7));
        assert!((0..50).any(|seed| words(seed).0 != words(7).0));
        assert!((0..50).any(|seed| words(seed).2 != words(7).2));
    }
}
