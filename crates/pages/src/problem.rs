//! A refusal as a page: what happened and what can be done, in words for people.

use api_types::Problem;
use domain::words::Language;
use domain::words::captions::{self, Caption};
use maud::html;

use crate::layout::page;
use crate::parts::Speaker;

/// The page of a problem, which is in this language already.
pub fn problem(problem: &Problem, language: Language) -> String {
    let speaker = Speaker(language);
    let status = html! { p.number { (problem.status) } };
    let content = html! {
        (speaker.header(&problem.title, &status, &html! {}))
        section { p { (for_people(problem.status).map_or(problem.detail.as_str(), |caption| speaker.say(caption))) } }
        @for rule in &problem.unmet {
            section {
                dl {
                    (speaker.entry(captions::FOUND, &rule.found))
                    (speaker.entry(captions::REQUIRED, &rule.required))
                    (speaker.entry(captions::HOW_TO_FIX, &rule.how_to_fix))
                }
            }
        }
        @if !problem.errors.is_empty() {
            section { ul { @for field in &problem.errors { li { (field.detail) } } } }
        }
        footer { (speaker.say(captions::REQUEST)) " " (problem.instance.trim_start_matches("urn:uuid:")) }
    };
    page(language, &problem.title, &content)
}

/// What is said in place of advice that is meant for programs.
fn for_people(status: u16) -> Option<Caption> {
    match status {
        401 => Some(captions::SIGN_IN),
        429 => Some(captions::TOO_MANY),
        500 => Some(captions::OUR_MISTAKE),
        503 | 507 => Some(captions::NOT_REACHED),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(status: u16) -> String {
        let refused = Problem {
            r#type: "/problems/not-found".to_owned(),
            title: "Not found".to_owned(),
            status,
            detail: "No paper has this code: <i>KAD</i>.".to_owned(),
            instance: "urn:uuid:0192f0c1-a2b3-7c4d-8e5f-60718293a4b5".to_owned(),
            code: "not-found".to_owned(),
            retryable: false,
            errors: Vec::new(),
            unmet: Vec::new(),
            current_state: None,
            allowed: None,
            read_to: None,
        };
        problem(&refused, Language::English)
    }

    #[test]
    fn a_refusal_is_told_with_its_request_and_without_markup_of_others() {
        let page = told(404);
        assert!(page.contains("No paper has this code: &lt;i&gt;KAD&lt;/i&gt;."), "{page}");
        assert!(
            page.contains("<h1>Not found</h1>") && page.contains("0192f0c1-a2b3-7c4d-8e5f-60718293a4b5"),
            "{page}"
        );
    }

    #[test]
    fn advice_for_programs_is_replaced_by_advice_for_people() {
        for (status, said) in [(401, "signed in"), (429, "Wait a moment"), (500, "our side"), (503, "busy")] {
            let page = told(status);
            assert!(page.contains(said) && !page.contains("No paper"), "{status}: {page}");
        }
    }
}
