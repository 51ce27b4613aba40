//! The gate's answer to a browser: one calm page, without script or outside resource.

use super::Reason;

/// The page of a reason. `challenge_url` becomes a link where a proof would help.
pub(super) fn render(reason: Reason, challenge_url: Option<&str>) -> String {
    let (title, lead) = match reason {
        Reason::AgeAssuranceRequired => (
            "Proof of age required",
            "This page is shown only to visitors who have proven their age.",
        ),
        Reason::Prohibited => ("Not available", "This page may not be offered here."),
        Reason::Unreadable => {
            ("Page withheld", "This page could not be checked just now and is therefore not shown.")
        }
        Reason::Overloaded => (
            "Please try again shortly",
            "This page could not be checked just now and is therefore not shown.",
        ),
    };
    let action = match (reason, challenge_url) {
        (Reason::AgeAssuranceRequired, Some(url)) => {
            format!("<p><a class=\"action\" href=\"{}\">Prove your age</a></p>", escape(url))
        }
        _ => String::new(),
    };
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
<meta name=\"robots\" content=\"noindex\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n\
<body>\n<main>\n<h1>{title}</h1>\n<p>{lead}</p>\n{action}\n\
<p><a href=\"/\">Back to the shop</a></p>\n</main>\n</body>\n</html>\n"
    )
}

const STYLE: &str = ":root{color-scheme:light dark;--ink:#1c2430;--paper:#f6f7f9;--card:#fff;--accent:#0b5cad}\
@media(prefers-color-scheme:dark){:root{--ink:#e8ecf2;--paper:#14181f;--card:#1d232d;--accent:#8ec1ff}}\
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--paper);color:var(--ink);\
font:1.0625rem/1.6 system-ui,sans-serif}main{background:var(--card);max-width:30rem;margin:1rem;padding:2rem;\
border-radius:.75rem;box-shadow:0 1px 4px #0002}h1{font-size:1.5rem;line-height:1.25;margin:0 0 .75rem}\
a{color:var(--accent)}.action{display:inline-block;padding:.6rem 1.1rem;border-radius:.5rem;\
border:2px solid currentColor;font-weight:600;text-decoration:none}a:focus-visible{outline:3px solid var(--accent);\
outline-offset:3px}";

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_cannot_break_out() {
        let page = render(Reason::AgeAssuranceRequired, Some("/age?\"><script>alert(1)</script>"));
        assert!(!page.contains("<script"), "{page}");
    }

    #[test]
    fn no_proof_is_offered_where_none_helps() {
        for reason in [Reason::Prohibited, Reason::Unreadable, Reason::Overloaded] {
            assert!(!render(reason, Some("/age")).contains("/age"), "{reason:?}");
        }
    }
}
