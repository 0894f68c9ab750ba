//! The list of what is wrong in a form says of which field each line is: by the field's own label, as it stands in the
//! same page. A template's list comes before its fields and cannot know them.

/// Where the list begins and ends (`web/components/problems.html`).
const BEGINS: &str = "id=\"problems\"";
const ENDS: &str = "</ul></div>";
const LINK: &str = "<a href=\"#";

/// The page with the field's label before each line of its list.
pub(super) fn labelled(page: String) -> String {
    let Some((before, list, after)) = parts(&page) else { return page };
    let mut lines = list.split(LINK);
    let mut said = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        let named = line.split_once("\">").map(|(field, message)| (field, label(after, field), message));
        said.push_str(LINK);
        match named {
            Some((field, Some(label), message)) => {
                said.extend([field, "\"><b>", label, "</b>: ", message]);
            }
            _ => said.push_str(line),
        }
    }
    [before, &said, after].concat()
}

/// What stands before the list, the list, and what follows it.
fn parts(page: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = page.split_at(page.find(BEGINS)?);
    let (list, after) = rest.split_at(rest.find(ENDS)?);
    Some((before, list, after))
}

/// The words of a field's label, up to what is said about it.
fn label<'a>(page: &'a str, field: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("<label for=\"{field}\">"))?;
    let words = rest.split('<').next()?.trim().trim_end_matches(['?', ':', '.']);
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::labelled;

    #[test]
    fn each_line_says_of_which_field_it_is() {
        let page = |lines: &str| {
            format!(
                "<main><div class=\"problems\" id=\"problems\"><ul>{lines}</ul></div>\
                 <label for=\"name\">Trading name</label><input id=\"name\">\
                 <label for=\"signed\">It has signed.</label>\
                 <label for=\"why\">Why? <span>(optional)</span></label><a href=\"#name\">up</a></main>"
            )
        };
        let said = page(
            "<li><a href=\"#name\">Please fill this in.</a></li><li><a href=\"#why\">Too long.</a></li>\
             <li><a href=\"#signed\">Please confirm it.</a></li>",
        );
        let labels = "<li><a href=\"#name\"><b>Trading name</b>: Please fill this in.</a></li>\
                      <li><a href=\"#why\"><b>Why</b>: Too long.</a></li>\
                      <li><a href=\"#signed\"><b>It has signed</b>: Please confirm it.</a></li>";
        assert_eq!(labelled(said), page(labels));
        // Chips and pictures have no label of their own: their messages say what is meant.
        let chips = page("<li><a href=\"#kind\">Choose what happened.</a></li>");
        assert_eq!(labelled(chips.clone()), chips);
        assert_eq!(labelled("<main>fine</main>".to_owned()), "<main>fine</main>");
    }
}
