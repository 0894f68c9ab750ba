//! Invented people, streets and businesses of Market Ashby.

use super::dice::Dice;

/// Name of the town.
pub const TOWN: &str = "Market Ashby";

const FIRST: &[&str] = &[
    "Aaron",
    "Abigail",
    "Adeel",
    "Agnieszka",
    "Aisha",
    "Alfie",
    "Amara",
    "Amy",
    "Andrzej",
    "Anita",
    "Ava",
    "Barry",
    "Beth",
    "Billie",
    "Callum",
    "Carol",
    "Chidi",
    "Chloe",
    "Craig",
    "Dale",
    "Daniel",
    "Dawn",
    "Declan",
    "Deepak",
    "Donna",
    "Dylan",
    "Elena",
    "Ellie",
    "Emeka",
    "Erin",
    "Farah",
    "Femi",
    "Fiona",
    "Gareth",
    "Gemma",
    "Grace",
    "Gurpreet",
    "Hannah",
    "Harvey",
    "Hassan",
    "Imran",
    "Ioana",
    "Isla",
    "Jade",
    "Jamal",
    "Jasmine",
    "Jordan",
    "Joyce",
    "Kasia",
    "Keith",
    "Kieran",
    "Kofi",
    "Kyle",
    "Laura",
    "Leanne",
    "Lee",
    "Liam",
    "Lorraine",
    "Mandeep",
    "Marcus",
    "Maria",
    "Megan",
    "Mihai",
    "Mohammed",
    "Nadia",
    "Naomi",
    "Neil",
    "Nia",
    "Olivia",
    "Owen",
    "Paige",
    "Patrick",
    "Pawel",
    "Priya",
    "Rachel",
    "Reece",
    "Rhys",
    "Ruth",
    "Ryan",
    "Samira",
    "Scott",
    "Sean",
    "Shanice",
    "Shaun",
    "Sian",
    "Sophie",
    "Stacey",
    "Stefan",
    "Tariq",
    "Tegan",
    "Terry",
    "Tomasz",
    "Tracey",
    "Tyrone",
    "Wei",
    "Wendy",
    "Yasmin",
    "Yusuf",
    "Zainab",
    "Zoe",
];
const LAST: &[&str] = &[
    "Abara",
    "Ahmed",
    "Ainsworth",
    "Akhtar",
    "Aldridge",
    "Appleby",
    "Arkwright",
    "Asante",
    "Atherley",
    "Bains",
    "Balogun",
    "Bancroft",
    "Barlow",
    "Begum",
    "Birtwell",
    "Boateng",
    "Bramley",
    "Brightmore",
    "Caddick",
    "Chaudhry",
    "Claypole",
    "Cobley",
    "Coldwell",
    "Constantin",
    "Cottrill",
    "Dabrowski",
    "Darrow",
    "Dhillon",
    "Dunmore",
    "Eastgate",
    "Ellery",
    "Fairhurst",
    "Fenwick",
    "Flanagan",
    "Forsdyke",
    "Gallimore",
    "Garside",
    "Gill",
    "Goodacre",
    "Greatorex",
    "Hadley",
    "Harbottle",
    "Haverill",
    "Hobday",
    "Hussain",
    "Ibrahim",
    "Ionescu",
    "Jessop",
    "Kaur",
    "Kowalczyk",
    "Lathbury",
    "Lowther",
    "Mahmood",
    "Marsh",
    "McCready",
    "Mensah",
    "Merrick",
    "Mistry",
    "Mottram",
    "Nowicki",
    "Nuttall",
    "O'Dowd",
    "Oakden",
    "Okafor",
    "Oldroyd",
    "Osei",
    "Pargeter",
    "Patel",
    "Pemberton",
    "Pickersgill",
    "Pinder",
    "Quarmby",
    "Rahman",
    "Ravenhill",
    "Renton",
    "Rowbotham",
    "Sandhu",
    "Saxelby",
    "Scholes",
    "Shaikh",
    "Silva",
    "Skelton",
    "Stanway",
    "Sutcliffe",
    "Tattersall",
    "Thackray",
    "Tindall",
    "Tranter",
    "Underhill",
    "Varley",
    "Wadsworth",
    "Wainwright",
    "Wang",
    "Whitlock",
    "Winstanley",
    "Wojcik",
    "Wragg",
    "Yardley",
    "Yeboah",
    "Zielinski",
];
const ALIASES: &[&str] = &[
    "Ginger", "Tiny", "Spud", "Jonesy", "Lofty", "Smiler", "Whispers", "Taz", "Bertie", "Mush", "Blue",
    "Stretch",
];

/// Streets of the town.
pub const STREETS: &[&str] = &[
    "High Street",
    "Mill Lane",
    "Market Place",
    "Bridge Street",
    "Church Walk",
    "Station Road",
    "Sheep Street",
    "Corn Hill",
    "Swan Yard",
    "Friary Court",
    "Castle Street",
    "Tanners Row",
    "Wharf Lane",
    "Silver Street",
];

/// What an invented business is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trade {
    /// A shop of any other kind.
    Shop,
    /// A supermarket or convenience store.
    Supermarket,
    /// A pharmacy.
    Pharmacy,
    /// A public house or bar.
    Pub,
    /// A café or restaurant.
    Cafe,
    /// A stall on the market.
    Stall,
    /// Whatever else opens its doors to the public.
    Other,
}

/// An invented business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Business {
    /// Its name over the door.
    pub name: &'static str,
    /// What it is.
    pub trade: Trade,
    /// House number and street.
    pub address: String,
}

const BUSINESSES: &[(Trade, &[&str])] = &[
    (
        Trade::Shop,
        &[
            "Corner Books",
            "Ashby Hardware",
            "Threads & Co",
            "Mill Lane Shoes",
            "The Toy Chest",
            "Bramble Gifts",
            "Ashby Cycles",
            "Phone Nook",
            "Petal & Stem",
            "Second Spin Records",
            "Golden Thimble",
            "Fairley Opticians",
            "Paws Pantry",
            "Kitchen & Kin",
            "Hartley Jewellers",
            "Swan Yard Outdoor",
            "The Paint Pot",
            "Lantern Vape & News",
            "Bridge Street Wines",
            "Second Chance Charity Shop",
        ],
    ),
    (
        Trade::Supermarket,
        &[
            "Freshway Market Place",
            "Freshway Station Road",
            "Larder Local",
            "Dailygood Express",
            "Polski Smak",
            "Anand Stores",
        ],
    ),
    (Trade::Pharmacy, &["Well Court Pharmacy", "Ashby Late Chemist", "Church Walk Pharmacy"]),
    (Trade::Pub, &["The Swan", "The Woolpack", "The Railway Tap", "The Drovers", "Bar Nine"]),
    (Trade::Cafe, &["The Copper Kettle", "Bean & Gone", "Lotus Garden", "Saffron Table", "Crumb Bakery"]),
    (Trade::Stall, &["Harbottle Fruit", "Wragg Cheese", "Market Socks"]),
    (Trade::Other, &["Ashby Leisure Centre", "The Regal Cinema", "Market Ashby Library"]),
];

/// All businesses of the town, with addresses of this seed.
pub fn businesses(seed: u64) -> Vec<Business> {
    let mut dice = Dice::new(seed, "businesses");
    let address = |trade: Trade, number: usize, dice: &mut Dice| match trade {
        Trade::Stall => format!("Stall {}, Market Place", number % 40 + 1),
        _ => format!("{} {}", number + 1, dice.pick(STREETS)),
    };
    let named = BUSINESSES.iter().flat_map(|(trade, names)| names.iter().map(|name| (*trade, *name)));
    let built = named.enumerate().map(|(n, (trade, name))| {
        let number = n * 2 + dice.below(2);
        Business { name, trade, address: address(trade, number, &mut dice) }
    });
    built.collect()
}

/// "Dale Renton": the same for the same seed; one of some ten thousand.
pub fn person(seed: u64) -> String {
    let mut dice = Dice::new(seed, "person");
    format!("{} {}", dice.pick(FIRST), dice.pick(LAST))
}

/// What a person may be called besides.
pub fn alias(seed: u64) -> &'static str {
    Dice::new(seed, "alias").pick(ALIASES)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_town_is_varied_and_repeats_itself() {
        let people: HashSet<String> = (0..1_000).map(person).collect();
        assert!(people.len() > 900, "{}", people.len());
        assert_eq!(person(7), person(7));
        assert_eq!(businesses(7), businesses(7));
        assert_eq!(alias(7), alias(7));
    }

    #[test]
    fn businesses_have_a_name_of_their_own() {
        let town = businesses(1);
        let names: HashSet<_> = town.iter().map(|b| b.name).collect();
        assert_eq!(names.len(), town.len());
        assert!(town.len() >= 45);
        let addresses: HashSet<_> = town.iter().map(|b| &b.address).collect();
        assert_eq!(addresses.len(), town.len());
    }

    #[test]
    fn first_and_last_names_are_listed_once() {
        for list in [FIRST, LAST, ALIASES, STREETS] {
            assert_eq!(list.iter().collect::<HashSet<_>>().len(), list.len());
        }
    }
}
