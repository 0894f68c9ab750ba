//! Which first names are the same name? Short forms, and spellings too far apart for sound and letters.

use std::{collections::HashMap, sync::LazyLock};

/// Each row is one name; folded, as [`super::fold`] writes words. A word may stand in several rows.
const SAME: &[&str] = &[
    "abdul abdal abdel abdool",
    "abigail abi abby gail",
    "alexander alex alec alasdair alistair sandy sasha xander",
    "alexandra alex alexa lexi sandra sasha",
    "alfred alf alfie fred",
    "amanda mandy manda",
    "andrew andy drew andrzej andrei",
    "anne ann anna annie nan nancy",
    "anthony tony ant antony antoni anton",
    "barbara barb babs",
    "benjamin ben benny benji",
    "catherine cath cathy katherine kate katie kathy kath kat kitty kathryn katarzyna",
    "charles charlie chas chuck karl",
    "charlotte charlie lottie charley",
    "christina christine chris chrissie tina kristina",
    "christopher chris kit topher krzysztof",
    "daniel dan danny",
    "danielle dani danni",
    "david dave davy dai dawid",
    "deborah deb debbie debs debra",
    "dennis den denny",
    "donald don donnie",
    "dorothy dot dotty dolly",
    "edward ed eddie ned ted teddy",
    "elizabeth liz lizzie beth betty eliza elsie libby lisa betsy elzbieta elisabeth",
    "emma em emily emmie",
    "florence flo florrie flossie",
    "frances fran francesca frankie francine",
    "francis frank frankie",
    "frederick fred freddie freddy",
    "gabrielle gabby gabriella",
    "geoffrey geoff jeff jeffrey",
    "gerald gerry jerry gerard",
    "gregory greg grzegorz",
    "harold harry hal",
    "henry harry hal hank",
    "hussain hussein husain hussayn hossain",
    "isabella isabel bella izzy belle isobel",
    "jacob jake",
    "jacqueline jackie jacqui",
    "james jim jimmy jamie jem seamus hamish",
    "janet jan jane",
    "jennifer jen jenny jenn",
    "jessica jess jessie",
    "joanna jo joanne joan",
    "john jack johnny jon jonny ian sean shaun jan johnnie",
    "jonathan jon jonny jonty nathan",
    "joseph joe joey yusuf jozef youssef",
    "joshua josh",
    "judith judy jude",
    "kenneth ken kenny",
    "kimberley kim",
    "lawrence larry laurie laurence loz",
    "leonard len lenny leo",
    "leslie les lesley",
    "lewis lew louis lou louie luis",
    "lillian lily lil",
    "louise lou",
    "malcolm mal",
    "margaret maggie meg peggy marge margie greta rita daisy malgorzata",
    "martin marty marcin",
    "mary molly polly maria marie mia mae",
    "matthew matt matty mateusz",
    "megan meg",
    "melanie mel",
    "melissa mel missy lissa",
    "michael mike mick mickey micky mikey mitch michal",
    "michelle shell shelly chelle",
    "mohammed muhammad mohamed mohammad mohamad mohd muhammed mehmet mo mahomed muhamed",
    "natalie nat nats natalia natasha",
    "nathaniel nate nathan nat",
    "nicholas nick nicky nico mikolaj",
    "nicola nicky nikki nic nicole",
    "oliver ollie olly",
    "olivia liv livvy",
    "pamela pam",
    "patricia pat patsy tricia trish patty",
    "patrick pat paddy patryk",
    "paul pavel pawel",
    "peter pete piotr",
    "philip phil pip phillip",
    "raymond ray",
    "rebecca becky becca bex",
    "richard rich rick dick ricky richie dickie ryszard",
    "robert bob rob bobby robbie bert robin",
    "roger rodge",
    "ronald ron ronnie",
    "samantha sam sammy",
    "samuel sam sammy",
    "sarah sally sara sadie",
    "sophia sophie sofia zofia",
    "stephanie steph stef",
    "stephen steve steven stevie stefan szczepan",
    "susan sue susie suzanne suzie",
    "terence terry tel",
    "theodore theo ted teddy",
    "theresa terry tess tessa teresa",
    "thomas tom tommy tomasz",
    "timothy tim timmy",
    "valerie val",
    "victoria vicky tori vic vikki wiktoria",
    "vincent vince vinny",
    "walter wally walt",
    "wayne dwayne dwain",
    "william bill billy will willy liam willie",
    "zachary zac zak zack",
];

static ROWS: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut rows: HashMap<_, Vec<_>> = HashMap::new();
    for row in SAME {
        for word in row.split(' ') {
            rows.entry(word).or_default().push(*row);
        }
    }
    rows
});

/// The other forms of a folded first name.
pub(super) fn same_name(word: &str) -> impl Iterator<Item = &'static str> {
    let rows = ROWS.get(word).map_or(&[][..], Vec::as_slice);
    rows.iter().flat_map(|row| row.split(' ')).filter(move |other| *other != word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_lead_to_the_whole_name_and_back() {
        for (short, whole) in
            [("bob", "robert"), ("bill", "william"), ("liz", "elizabeth"), ("mo", "mohammed")]
        {
            assert!(same_name(short).any(|n| n == whole), "{short}");
            assert!(same_name(whole).any(|n| n == short), "{whole}");
        }
        assert_eq!(same_name("renton").count(), 0);
    }

    #[test]
    fn rows_are_folded_words_without_repeats() {
        for row in SAME {
            let mut words: Vec<_> = row.split(' ').collect();
            assert!(words.len() > 1 && row.bytes().all(|b| b.is_ascii_lowercase() || b == b' '), "{row}");
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), row.split(' ').count(), "{row}");
        }
    }
}
