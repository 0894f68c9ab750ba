//! The forms of a page, read from its HTML as a browser reads it.

/// A form that posts.
#[derive(Debug, Clone)]
pub struct Form {
    /// Where it goes.
    pub action: String,
    /// Its fields with the values they would be sent with.
    pub fields: Vec<Field>,
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    pub value: String,
    /// Somebody types words into it, and sees them again.
    pub is_typed: bool,
    /// One of several that are offered is chosen.
    pub is_chosen: bool,
    /// The page carries it.
    pub is_hidden: bool,
    /// It takes a day.
    pub is_day: bool,
    /// The word that the page asks for, if it asks for one.
    pub asked: String,
}

/// The forms of a page that upload files: where each goes, and the name of its file.
pub fn uploads(html: &str) -> Vec<(String, String)> {
    let forms = html.split("<form").skip(1).filter_map(|part| part.split("</form>").next());
    let uploads = forms.filter_map(|form| {
        let (head, inside) = form.split_once('>')?;
        let file = inside.split("<input").find(|input| input.contains(" type=\"file\""))?;
        Some((attribute(head, "action")?, attribute(file, "name")?))
    });
    uploads.collect()
}

/// The forms of a page that post text; those that upload files are in [`uploads`].
pub fn forms(html: &str, page: &str) -> Vec<Form> {
    let mut found = Vec::new();
    for part in html.split("<form").skip(1) {
        let (head, rest) = part.split_once('>').unwrap_or((part, ""));
        let inside = rest.split("</form>").next().unwrap_or_default();
        let posts = attribute(head, "method").is_some_and(|method| method.eq_ignore_ascii_case("post"));
        if !posts || head.contains("multipart") {
            continue;
        }
        let action = attribute(head, "action").unwrap_or_else(|| page.to_owned());
        let fields = fields(inside);
        for other in inside.split("formaction=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            found.push(Form { action: unescaped(other), fields: fields.clone() });
        }
        found.push(Form { action, fields });
    }
    found
}

fn fields(html: &str) -> Vec<Field> {
    let mut found: Vec<Field> = Vec::new();
    for part in html.split('<').skip(1) {
        let (tag, after) = part.split_once('>').unwrap_or((part, ""));
        let kind = tag.split_whitespace().next().unwrap_or_default();
        if !matches!(kind, "input" | "textarea" | "select" | "button") {
            continue;
        }
        let Some(name) = attribute(tag, "name") else { continue };
        let typed = attribute(tag, "type").unwrap_or_else(|| "text".to_owned());
        let value = match kind {
            "textarea" => unescaped(after),
            "select" => chosen(html, &name),
            _ => attribute(tag, "value").unwrap_or_default(),
        };
        let known = found.iter().position(|field| field.name == name);
        let chosen = tag.split_whitespace().any(|word| word == "checked");
        match known {
            // One of several: the one that is chosen, or the first.
            Some(at) if chosen => found[at].value = value,
            Some(_) => {}
            None => {
                let words = matches!(typed.as_str(), "text" | "email" | "tel" | "search");
                // A code that is good for half a minute is typed anew.
                let passing = attribute(tag, "autocomplete").is_some_and(|hint| hint == "one-time-code");
                let is_typed = kind == "textarea" || kind == "input" && words && !passing;
                let is_chosen = kind == "select" || kind == "input" && typed == "radio";
                let is_hidden = typed == "hidden";
                let is_day = typed == "date";
                let asked = attribute(tag, "data-word").unwrap_or_default();
                found.push(Field { name, value, is_typed, is_chosen, is_hidden, is_day, asked });
            }
        }
    }
    found
}

/// The chosen option of a list, or its first.
fn chosen(html: &str, name: &str) -> String {
    let list =
        html.split("<select").skip(1).find(|rest| attribute(rest, "name").is_some_and(|found| found == name));
    let list = list.and_then(|rest| rest.split("</select>").next()).unwrap_or_default();
    let options = || list.split("<option").skip(1).map(|rest| rest.split('>').next().unwrap_or_default());
    let option = options().find(|tag| tag.ends_with(" selected")).or_else(|| options().next());
    option.and_then(|tag| attribute(tag, "value")).unwrap_or_default()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.find(&format!(" {name}=\""))?;
    let rest = &tag[at + name.len() + 3..];
    Some(unescaped(rest.split('"').next()?))
}

fn unescaped(text: &str) -> String {
    let plain = text.replace("&#34;", "\"").replace("&#39;", "'").replace("&#60;", "<").replace("&#62;", ">");
    plain.replace("&#38;", "&").replace("&amp;", "&")
}

#[test]
fn forms_are_read_as_a_browser_reads_them() {
    let html = r##"<form method="get"><input name="q"></form>
        <form class="a" method="post" action="/b&#38;c"><input type="hidden" name="csrf" value="t">
        <input type="radio" name="r" value="1"><input type="radio" name="r" value="2" checked>
        <textarea class="x" name="note">a&#60;b</textarea>
        <select name="s"><option value="5">x</option><option value="6" selected>y</option></select><button formaction="/d">x</button></form>"##;
    let found = forms(html, "/page");
    assert_eq!(found.iter().map(|form| form.action.as_str()).collect::<Vec<_>>(), ["/d", "/b&c"]);
    let field = |name: &str, value: &str, is_typed| {
        let is_chosen = matches!(name, "r" | "s");
        let (is_hidden, is_day, asked) = (name == "csrf", false, String::new());
        Field { name: name.into(), value: value.into(), is_typed, is_chosen, is_hidden, is_day, asked }
    };
    assert_eq!(
        found[1].fields,
        [
            field("csrf", "t", false),
            field("r", "2", false),
            field("note", "a<b", true),
            field("s", "6", false)
        ]
    );
}
