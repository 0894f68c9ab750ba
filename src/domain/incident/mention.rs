//! How does a narrative name a person without holding the name?
//!
//! By mentions: references that are put into words for each reader, and that become "a person" for whoever may
//! not see the profile, and for everybody once it is erased.

use crate::domain::ids::ProfileId;

/// What a mention says to somebody who may not see the person.
pub const UNNAMED: &str = "a person";

/// A piece of a narrative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Words.
    Text(String),
    /// A reference to a person.
    Mention(ProfileId),
}

/// A narrative as it is sealed: words in which `@@` is one at-sign, and mentions as `@{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Narrative {
    segments: Vec<Segment>,
}

impl Narrative {
    /// A narrative of these pieces.
    pub fn new(segments: impl IntoIterator<Item = Segment>) -> Self {
        let mut narrative = Self::default();
        segments.into_iter().for_each(|segment| narrative.push(segment));
        narrative
    }

    /// A narrative without mentions, as typed.
    pub fn plain(text: &str) -> Self {
        Self::new([Segment::Text(text.to_owned())])
    }

    /// Reads the stored form. What is no mention is text, so every string can be read.
    pub fn parse(stored: &str) -> Self {
        let mut narrative = Self::default();
        let mut rest = stored;
        while let Some((before, after)) = rest.split_once('@') {
            narrative.push(Segment::Text(before.to_owned()));
            let (segment, remaining) = at_sign(after);
            narrative.push(segment);
            rest = remaining;
        }
        narrative.push(Segment::Text(rest.to_owned()));
        narrative
    }

    /// The stored form.
    pub fn stored(&self) -> String {
        self.segments
            .iter()
            .map(|segment| match segment {
                Segment::Text(text) => text.replace('@', "@@"),
                Segment::Mention(profile) => format!("@{{{profile}}}"),
            })
            .collect()
    }

    /// Its pieces: no empty text, no two texts in a row.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Whom it mentions, each once.
    pub fn mentions(&self) -> Vec<ProfileId> {
        let mut profiles: Vec<_> = self
            .segments
            .iter()
            .filter_map(|segment| match segment {
                Segment::Mention(profile) => Some(*profile),
                Segment::Text(_) => None,
            })
            .collect();
        profiles.sort_unstable();
        profiles.dedup();
        profiles
    }

    /// The narrative in words. `name` says what the reader may see of a person; for `None` it is [`UNNAMED`].
    pub fn render(&self, name: impl Fn(ProfileId) -> Option<String>) -> String {
        self.segments
            .iter()
            .map(|segment| match segment {
                Segment::Text(text) => text.clone(),
                Segment::Mention(profile) => name(*profile).unwrap_or_else(|| UNNAMED.to_owned()),
            })
            .collect()
    }

    /// The words alone, for a search for names that were typed as text.
    pub fn words(&self) -> String {
        self.render(|_| None)
    }

    /// The narrative after this person's erasure.
    #[must_use]
    pub fn forget(self, profile: ProfileId) -> Self {
        Self::new(self.segments.into_iter().map(|segment| match segment {
            Segment::Mention(id) if id == profile => Segment::Text(UNNAMED.to_owned()),
            kept => kept,
        }))
    }

    /// The narrative with one person in another's place: a merge, or a split undone.
    #[must_use]
    pub fn replace(self, from: ProfileId, to: ProfileId) -> Self {
        Self::new(self.segments.into_iter().map(|segment| match segment {
            Segment::Mention(id) if id == from => Segment::Mention(to),
            kept => kept,
        }))
    }

    fn push(&mut self, segment: Segment) {
        match (self.segments.last_mut(), segment) {
            (_, Segment::Text(text)) if text.is_empty() => {}
            (Some(Segment::Text(last)), Segment::Text(text)) => last.push_str(&text),
            (_, segment) => self.segments.push(segment),
        }
    }
}

/// What stands after an at-sign, and the rest.
fn at_sign(after: &str) -> (Segment, &str) {
    if let Some(rest) = after.strip_prefix('@') {
        return (Segment::Text("@".to_owned()), rest);
    }
    let mention = after.strip_prefix('{').and_then(|inner| inner.split_once('}'));
    match mention.and_then(|(id, rest)| Some((id.parse().ok()?, rest))) {
        Some((profile, rest)) => (Segment::Mention(profile), rest),
        None => (Segment::Text("@".to_owned()), after),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn profile(n: u8) -> ProfileId {
        ProfileId::from_random([n; 16])
    }

    fn theft() -> Narrative {
        let text = |text: &str| Segment::Text(text.to_owned());
        Narrative::new([
            Segment::Mention(profile(1)),
            text(" and "),
            Segment::Mention(profile(2)),
            text(" left; write to till@shop.example"),
        ])
    }

    #[test]
    fn a_reader_sees_only_the_names_they_may_see() {
        let words = theft().render(|id| (id == profile(1)).then(|| "Ann Lee".to_owned()));
        assert_eq!(words, "Ann Lee and a person left; write to till@shop.example");
    }

    #[test]
    fn an_erased_persons_mention_becomes_a_person() {
        let forgotten = theft().forget(profile(1));
        assert_eq!(forgotten.mentions(), [profile(2)]);
        assert!(!forgotten.stored().contains(&profile(1).to_string()));
        assert!(forgotten.render(|_| Some("Bo".into())).starts_with("a person and Bo left"));
    }

    #[test]
    fn typed_text_never_becomes_a_mention() {
        let typed = format!("see @{{{}}} @@ @{{x}} @", profile(1));
        let stored = Narrative::plain(&typed).stored();
        assert_eq!(Narrative::parse(&stored), Narrative::plain(&typed));
        assert_eq!(Narrative::parse(&stored).mentions(), []);
    }

    #[test]
    fn a_person_put_in_anothers_place_is_mentioned_once() {
        assert_eq!(theft().replace(profile(1), profile(2)).mentions(), [profile(2)]);
    }

    fn segment() -> impl Strategy<Value = Segment> {
        prop_oneof![
            "[@{}a-f0-9 -]{0,8}".prop_map(Segment::Text),
            any::<String>().prop_map(Segment::Text),
            any::<[u8; 16]>().prop_map(|bytes| Segment::Mention(ProfileId::from_random(bytes))),
        ]
    }

    proptest! {
        #[test]
        fn what_is_stored_is_read_back(segments in prop::collection::vec(segment(), 0..8)) {
            let narrative = Narrative::new(segments);
            prop_assert_eq!(Narrative::parse(&narrative.stored()), narrative);
        }

        #[test]
        fn every_string_can_be_read(stored in any::<String>()) {
            let narrative = Narrative::parse(&stored);
            prop_assert_eq!(Narrative::parse(&narrative.stored()), narrative);
        }
    }
}
