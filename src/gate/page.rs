//! The gate's answer to a browser: one calm page in the visitor's language, without script or
//! outside resource.

use super::messages::Messages;
use super::template::{Slot, Template};
use super::{Gate, Language, Reason, Way};
use crate::assurance::Method;
use std::sync::LazyLock;

const STYLE: &str = include_str!("page.css");

static BUILT_IN: LazyLock<Option<Template>> =
    LazyLock::new(|| Template::parse(include_str!("page.html")).ok());

/// How the gate page looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Values of the page's CSS variables (`gate.theme`), in place of ours: name without `--`.
    pub theme: Vec<(String, String)>,
    /// The shop's own page (`gate.template`).
    pub template: Option<Template>,
}

/// The CSS variables of the page that a theme may set.
pub const THEME: [&str; 6] = ["accent", "card", "font", "ink", "paper", "radius"];

impl Look {
    fn style(&self) -> String {
        let mut style = STYLE.to_owned();
        if !self.theme.is_empty() {
            let set: String =
                self.theme.iter().map(|(name, value)| format!("--{name}:{value};")).collect();
            // Twice, because the dark scheme sets the same names later.
            style.push_str(&format!(
                ":root{{{set}}}@media (prefers-color-scheme:dark){{:root{{{set}}}}}"
            ));
        }
        style
    }
}

/// The page of a reason.
pub(super) fn render(gate: &Gate, reason: Reason, language: Language) -> String {
    let messages = language.messages();
    let (title, lead) = match reason {
        Reason::AgeAssuranceRequired => (messages.age_title, messages.age_lead),
        Reason::Prohibited => (messages.prohibited_title, messages.prohibited_lead),
        Reason::Unreadable => (messages.unreadable_title, messages.unchecked_lead),
        Reason::Overloaded => (messages.overloaded_title, messages.unchecked_lead),
    };
    let ways = if reason == Reason::AgeAssuranceRequired { ways(gate, messages) } else { None };
    let (ways, style) = (ways.unwrap_or_default(), gate.look.style());
    let rating = if gate.rta {
        format!("<meta name=\"rating\" content=\"{}\">\n", super::RTA)
    } else {
        String::new()
    };
    let title = escape(title);
    let lead = escape(lead);
    let back = escape(messages.back);
    let template = gate.look.template.as_ref().or(BUILT_IN.as_ref());
    let filled = template.map(|template| {
        template.fill(|slot| match slot {
            Slot::Back => &back,
            Slot::Dir => language.direction(),
            Slot::Lang => messages.tag,
            Slot::Lead => &lead,
            Slot::Rating => &rating,
            Slot::Style => &style,
            Slot::Title => &title,
            Slot::Ways => &ways,
        })
    });
    filled.unwrap_or_else(|| format!("<!doctype html><title>{title}</title><p>{lead}</p>"))
}

/// The ways to prove an age: one button, or a list of them under a heading.
fn ways(gate: &Gate, messages: &Messages) -> Option<String> {
    let general = gate.challenge_url.iter().map(|url| (url.as_str(), messages.prove));
    let all: Vec<(&str, &str)> = general
        .chain(gate.ways.iter().map(|way| (way.url.as_str(), label(way, messages))))
        .collect();
    let link = |(url, text): &(&str, &str)| {
        format!("<a class=\"action\" href=\"{}\">{}</a>", escape(url), escape(text))
    };
    match all.as_slice() {
        [] => None,
        [only] => Some(format!("<p>{}</p>\n", link(only))),
        many => {
            let items: String =
                many.iter().map(|way| format!("<li>{}</li>\n", link(way))).collect();
            Some(format!("<h2>{}</h2>\n<ul>\n{items}</ul>\n", escape(messages.ways)))
        }
    }
}

fn label<'m>(way: &'m Way, messages: &'m Messages) -> &'m str {
    let [wallet, electronic_id, photo_id, bank, card, mobile, face] = messages.methods;
    match (&way.label, way.method) {
        (Some(label), _) => label,
        (None, Some(Method::DigitalCredential)) => wallet,
        (None, Some(Method::EId)) => electronic_id,
        (None, Some(Method::PhotoIdMatching)) => photo_id,
        (None, Some(Method::OpenBanking)) => bank,
        (None, Some(Method::CreditCard)) => card,
        (None, Some(Method::MobileNetworkOperator)) => mobile,
        (None, Some(Method::FacialAgeEstimation)) => face,
        (None, _) => messages.prove,
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate() -> Gate {
        Gate { challenge_url: Some("/age".into()), ..Gate::default() }
    }

    #[test]
    fn the_built_in_page_is_a_template() {
        assert!(BUILT_IN.is_some());
    }

    #[test]
    fn the_link_cannot_break_out() {
        let url = "/age?\"><script>alert(1)</script>".to_owned();
        let way = Way { url: url.clone(), method: None, label: Some("<script>".to_owned()) };
        let gate = Gate { challenge_url: Some(url), ways: vec![way], ..Gate::default() };
        let page = render(&gate, Reason::AgeAssuranceRequired, Language::ENGLISH);
        assert!(!page.contains("<script"), "{page}");
    }

    #[test]
    fn no_proof_is_offered_where_none_helps() {
        for reason in [Reason::Prohibited, Reason::Unreadable, Reason::Overloaded] {
            let page = render(&gate(), reason, Language::ENGLISH);
            assert!(!page.contains("/age"), "{reason:?}");
        }
    }

    #[test]
    fn ways_are_named_in_the_visitors_language() {
        let way = |method, label: Option<&str>| Way {
            url: "/wallet".into(),
            method,
            label: label.map(str::to_owned),
        };
        let german = Language::parse("de").unwrap();
        let cases = [
            (vec![], "Alter nachweisen</a>", false),
            (vec![way(Some(Method::DigitalCredential), None)], "Digitale Brieftasche</a>", true),
            (
                vec![way(Some(Method::DatabaseRecord), None)],
                "Alter nachweisen</a></li>\n</ul>",
                true,
            ),
            (vec![way(Some(Method::CreditCard), Some("Own & word"))], "Own &amp; word</a>", true),
        ];
        for (ways, text, list) in cases {
            let page = render(&Gate { ways, ..gate() }, Reason::AgeAssuranceRequired, german);
            assert!(page.contains(text), "{text}: {page}");
            assert!(page.contains("<html lang=\"de\" dir=\"ltr\">"));
            assert_eq!(page.contains("<ul>"), list, "{text}");
        }
    }

    #[test]
    fn theme_rating_and_template_are_the_shops() {
        let theme = vec![("accent".to_owned(), "#a00".to_owned())];
        let look = Look { theme, template: None };
        let page = render(&Gate { look, ..gate() }, Reason::Prohibited, Language::ENGLISH);
        assert_eq!(page.matches("--accent:#a00;").count(), 2);
        assert!(!page.contains("RTA-"), "not without being asked for");
        let template = Template::parse("{{rating}}<h1>{{title}}</h1>{{lead}}{{ways}}").unwrap();
        let look = Look { theme: Vec::new(), template: Some(template) };
        let page =
            render(&Gate { look, rta: true, ..gate() }, Reason::Prohibited, Language::ENGLISH);
        assert_eq!(
            page,
            "<meta name=\"rating\" content=\"RTA-5042-1996-1400-1577-RTA\">\n\
             <h1>Not available</h1>This page may not be offered here."
        );
    }
}
