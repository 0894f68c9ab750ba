//! The configuration file that `beadle init` writes: every setting explained.

/// The file we ship.
pub const TEMPLATE: &str = include_str!("../../config/beadle.toml");

/// A setting put into a text of settings: in the place of its line, or of the line that shows it left out.
/// Nothing, if the text shows no such setting.
pub fn set(text: &str, key: &str, value: &str) -> Option<String> {
    let value = toml::Value::String(value.to_owned());
    let (live, shown) = (format!("{key} = "), format!("# {key} = "));
    let at = text.lines().position(|line| line.starts_with(&live) || line.starts_with(&shown))?;
    let lines = text
        .lines()
        .enumerate()
        .map(|(n, line)| if n == at { format!("{live}{value}\n") } else { format!("{line}\n") });
    Some(lines.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    #[test]
    fn the_file_we_ship_can_be_read() {
        let settings = Settings::parse(TEMPLATE).unwrap();
        assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
        assert!(settings.mail.is_none() && settings.database.is_none());
    }

    #[test]
    fn every_setting_it_shows_is_one_we_know() {
        // Without its "# ", each line that shows a setting must be one; prose lines hold no " = " after one word.
        let shown: String = TEMPLATE
            .lines()
            .map(|line| line.trim_start_matches("# "))
            .filter(|line| {
                let word = line.split(" = ").next().unwrap_or_default();
                line.starts_with('[')
                    || line.contains(" = ") && word.chars().all(|c| c.is_ascii_lowercase() || c == '_')
            })
            .map(|line| format!("{line}\n"))
            .collect();
        let settings = Settings::parse(&shown).unwrap_or_else(|error| panic!("{error}\n{shown}"));
        assert!(settings.mail.is_some() && settings.metrics.is_some() && settings.database.is_some());
        assert!(settings.residence.places().iter().all(|(_, place)| place.is_some()));
    }

    #[test]
    fn the_other_kind_of_witness_that_it_shows_is_one() {
        let shown: Vec<&str> = TEMPLATE.lines().filter_map(|line| line.strip_prefix("#   ")).collect();
        let least = "data = \"d\"\nkey_ring = \"r\"\npublic_url = \"https://a.test\"\n";
        let settings = Settings::parse(&format!("{least}{}", shown.join("\n"))).unwrap();
        assert!(matches!(settings.witness, Some(crate::config::witness::Witness::Bucket(_))), "{shown:?}");
    }

    #[test]
    fn a_setting_is_put_in_its_place() {
        let text = set(TEMPLATE, "data", r#"/srv/a "quoted" \ folder"#).unwrap();
        let text = set(&text, "database", "postgres://localhost/beadle").unwrap();
        let settings = Settings::parse(&text).unwrap();
        assert_eq!(settings.data.to_str(), Some(r#"/srv/a "quoted" \ folder"#));
        assert_eq!(settings.database_url(), "postgres://localhost/beadle");
        assert_eq!(text.lines().count(), TEMPLATE.lines().count());
        assert_eq!(set(TEMPLATE, "colour", "red"), None);
    }
}
