//! A person at a browser: signs in, fills in, presses buttons, reads.

use std::time::Duration;

use fantoccini::{Client, Locator};

use crate::harness::{Browser, Service, Setting};

/// Somebody with a browser.
pub struct Walk<'t> {
    town: &'t Service,
    browser: Browser,
    scripts: bool,
}

impl<'t> Walk<'t> {
    /// A new browser at the town's door.
    pub async fn new(town: &'t Service, setting: Setting) -> Self {
        let walk = Self { town, browser: Browser::open(setting).await, scripts: setting.scripts };
        walk.go("/").await;
        walk
    }

    /// Somebody in a role, signed in, with the second factor skipped as a demonstration allows.
    pub async fn signed_in(town: &'t Service, setting: Setting, role: &str) -> Self {
        let walk = Self::new(town, setting).await;
        let accounts = town.accounts();
        let account = accounts.as_array().unwrap().iter().find(|account| account["role"] == role).unwrap();
        walk.go("/sign-in").await;
        walk.fill("email", account["email"].as_str().unwrap()).await;
        walk.fill("password", account["password"].as_str().unwrap()).await;
        walk.press("Sign in").await;
        assert!(!walk.path().await.starts_with("/sign-in"), "{role} is signed in");
        walk
    }

    pub fn client(&self) -> &Client {
        &self.browser.client
    }

    /// Whether the pages' scripts run.
    pub fn has_scripts(&self) -> bool {
        self.scripts
    }

    /// Shows the pages in a theme: `light` or `dark`.
    pub async fn show_in(&self, theme: &str) {
        self.browser.show_in(theme).await;
    }

    pub async fn go(&self, path: &str) {
        self.client().goto(&format!("{}{path}", self.town.url)).await.unwrap();
    }

    /// The present path and query.
    pub async fn path(&self) -> String {
        let url = self.client().current_url().await.unwrap();
        format!("{}{}", url.path(), url.query().map(|query| format!("?{query}")).unwrap_or_default())
    }

    /// Types into a field, whatever stood there.
    pub async fn fill(&self, name: &str, value: &str) {
        let field = self.client().find(Locator::Css(&format!("[name=\"{name}\"]"))).await.unwrap();
        field.clear().await.unwrap();
        field.send_keys(value).await.unwrap();
    }

    /// Chooses a radio button or ticks a box, by its label.
    pub async fn choose(&self, name: &str, value: &str) {
        let input = format!("//input[@name='{name}' and @value='{value}']");
        let labelled = format!("{input}/ancestor::label | //label[@for={input}/@id]");
        let label = self.client().find(Locator::XPath(&labelled)).await.unwrap();
        self.click(label).await;
    }

    /// Chooses from a list.
    pub async fn select(&self, name: &str, value: &str) {
        let list = self.client().find(Locator::Css(&format!("select[name=\"{name}\"]"))).await.unwrap();
        list.select_by_value(value).await.unwrap();
    }

    /// Clicks; what lies under a bar at the screen's edge is scrolled to the middle first, as a thumb would.
    async fn click(&self, element: fantoccini::elements::Element) {
        if element.click().await.is_err() {
            let target = serde_json::to_value(element.clone()).unwrap();
            let middle = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
            self.client().execute(middle, vec![target]).await.unwrap();
            element.click().await.unwrap();
        }
    }

    /// Presses a button, or follows a link, that says this.
    pub async fn press(&self, words: &str) {
        let said =
            format!("[normalize-space(.)=\"{words}\" or starts-with(normalize-space(.), \"{words}\")]");
        let found = format!("//main//button{said} | //main//a{said}");
        let before = self.client().find(Locator::Css("html")).await.unwrap();
        let found = self.client().find(Locator::XPath(&found)).await.unwrap();
        self.click(found).await;
        self.leaves(before).await;
    }

    /// Waits until the page it was on is gone.
    async fn leaves(&self, page: fantoccini::elements::Element) {
        for _ in 0..100 {
            if page.tag_name().await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.client()
            .wait()
            .at_most(Duration::from_secs(20))
            .for_element(Locator::Css("main"))
            .await
            .unwrap();
    }

    /// What the page says.
    pub async fn text(&self) -> String {
        self.client().find(Locator::Css("body")).await.unwrap().text().await.unwrap()
    }

    /// Asserts that the page says something, once it is there.
    pub async fn reads(&self, words: &str) {
        let mut text = String::new();
        for _ in 0..50 {
            text = self.text().await;
            if text.contains(words) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{words} is not on {}:\n{text}", self.path().await);
    }

    /// The first address on the page that begins so.
    pub async fn link(&self, begins: &str) -> String {
        self.link_but(begins, &[]).await
    }

    /// The first address on the page that begins so, and is none of these.
    pub async fn link_but(&self, begins: &str, others: &[&str]) -> String {
        for found in self.client().find_all(Locator::Css(&format!("a[href^=\"{begins}\"]"))).await.unwrap() {
            let address = found.attr("href").await.unwrap().unwrap();
            if !others.contains(&address.as_str()) {
                return address;
            }
        }
        panic!("no link begins with {begins} on {}", self.path().await)
    }
}
