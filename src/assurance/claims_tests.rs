use super::*;
use crate::assurance::settings::KeySource;
use bytes::Bytes;

fn claims(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap()
}

fn on(day: &str) -> Date {
    Date::parse(day).unwrap()
}

fn bounds(text: &str, strings: bool, day: &str) -> Result<(u8, Option<u8>), Refusal> {
    evaluate(&claims(text), strings, on(day))
        .map(|proven| (proven.bounds.lower.0, proven.bounds.upper.map(|age| age.0)))
}

#[test]
fn nearest_true() {
    // claims → does it reach 18, is it proven below 18
    let cases = [
        (r#"{"age_over_18":true}"#, true, false),
        (r#"{"age_over_21":true}"#, true, false),
        (r#"{"age_over_16":true}"#, false, false),
        (r#"{"age_over_18":false}"#, false, true),
        (r#"{"age_over_16":false}"#, false, true),
        (r#"{"age_over_21":false}"#, false, false),
        (r#"{"age_over_16":true,"age_over_21":false}"#, false, false),
        (r#"{"age_over_16":true,"age_over_18":false}"#, false, true),
        (r#"{"age_over_18":true,"age_over_21":false}"#, true, false),
        (r#"{"age_equal_or_over":{"12":true,"18":true,"65":false}}"#, true, false),
        (r#"{"age_thresholds":{"13":true,"18":false}}"#, false, true),
    ];
    for (text, reaches, below) in cases {
        let proven = evaluate(&claims(text), false, on("2026-11-24")).unwrap();
        let got = (proven.bounds.reaches(Age(18)), proven.bounds.is_below(Age(18)));
        assert_eq!(got, (reaches, below), "{text}");
    }
}

#[test]
fn every_form_is_read() {
    let today = "2026-11-24";
    let cases = [
        (r#"{"age_over_18":true}"#, (18, None)),
        (r#"{"age_over_18":false}"#, (0, Some(17))),
        (r#"{"age_over_5":true}"#, (5, None)),
        (r#"{"age_over_00":true}"#, (0, None)),
        (r#"{"age_equal_or_over":{"16":true,"18":false}}"#, (16, Some(17))),
        (r#"{"age_thresholds":{"13":true,"18":true}}"#, (18, None)),
        (r#"{"age_in_years":0}"#, (0, Some(0))),
        (r#"{"age_in_years":42}"#, (42, Some(42))),
        (r#"{"age_birth_year":2008}"#, (17, Some(18))),
        (r#"{"birthdate":"2008-11-24"}"#, (18, Some(18))),
        (r#"{"birth_date":"2008-11-25"}"#, (17, Some(17))),
        (r#"{"birthdate":"2008"}"#, (17, Some(18))),
        (r#"{"verified_claims":{"verification":{},"claims":{"age_over_18":true}}}"#, (18, None)),
        (
            r#"{"verified_claims":[{"claims":{"birthdate":"2000"}},{"claims":{"age_over_16":true}}]}"#,
            (25, Some(26)),
        ),
        // Names that only look like ours are not read.
        (r#"{"age_over_18":true,"age_over_21x":"?","age_over_":1,"Age_over_21":true}"#, (18, None)),
    ];
    for (text, expected) in cases {
        assert_eq!(bounds(text, false, today), Ok(expected), "{text}");
    }
}

#[test]
fn birthdays() {
    let cases = [
        ("2008-11-24", "2026-11-23", (17, Some(17))),
        ("2008-11-24", "2026-11-24", (18, Some(18))),
        ("2008-02-29", "2026-02-28", (17, Some(17))),
        ("2008-02-29", "2026-03-01", (18, Some(18))),
        ("2008-02-29", "2028-02-28", (19, Some(19))),
        ("2008-02-29", "2028-02-29", (20, Some(20))),
        ("2026", "2026-11-24", (0, Some(0))),
        ("2008", "2026-01-01", (17, Some(18))),
        ("2008", "2026-12-30", (17, Some(18))),
        ("2008", "2026-12-31", (18, Some(18))),
        ("2008", "2027-01-01", (18, Some(19))),
        ("2026-11-24", "2026-11-24", (0, Some(0))),
    ];
    for (born, day, expected) in cases {
        let text = format!(r#"{{"birthdate":"{born}"}}"#);
        assert_eq!(bounds(&text, false, day), Ok(expected), "{born} on {day}");
    }
}

#[test]
fn what_is_not_of_its_form_is_refused() {
    use Refusal::{ClaimForm, Contradictory, NoAgeClaim};
    let cases = [
        ("{}", NoAgeClaim),
        (r#"{"sub":"x"}"#, NoAgeClaim),
        (r#"{"birthdate":"0000"}"#, NoAgeClaim),
        (r#"{"birthdate":"0000-02-29"}"#, NoAgeClaim),
        (r#"{"birthdate":"0000-02-30"}"#, ClaimForm),
        (r#"{"age_thresholds":{}}"#, NoAgeClaim),
        (r#"{"verified_claims":[]}"#, NoAgeClaim),
        (r#"{"verified_claims":{"claims":{}}}"#, NoAgeClaim),
        (r#"{"verified_claims":{"claims":{}},"age_over_18":true}"#, NoAgeClaim),
        (r#"{"verified_claims":{}}"#, ClaimForm),
        (r#"{"verified_claims":true}"#, ClaimForm),
        (r#"{"verified_claims":["x"]}"#, ClaimForm),
        (r#"{"age_over_18":"true"}"#, ClaimForm),
        (r#"{"age_over_18":1}"#, ClaimForm),
        (r#"{"age_over_18":null}"#, ClaimForm),
        (r#"{"age_over_18":{"value":true}}"#, ClaimForm),
        (r#"{"age_equal_or_over":18}"#, ClaimForm),
        (r#"{"age_equal_or_over":{"18+":true}}"#, ClaimForm),
        (r#"{"age_equal_or_over":{"18":"true"}}"#, ClaimForm),
        (r#"{"age_thresholds":[18]}"#, ClaimForm),
        (r#"{"age_thresholds":{"999":true}}"#, ClaimForm),
        (r#"{"age_in_years":"42"}"#, ClaimForm),
        (r#"{"age_in_years":-1}"#, ClaimForm),
        (r#"{"age_in_years":18.5}"#, ClaimForm),
        (r#"{"age_in_years":151}"#, ClaimForm),
        (r#"{"age_in_years":300}"#, ClaimForm),
        (r#"{"age_birth_year":2027}"#, ClaimForm),
        (r#"{"age_birth_year":1700}"#, ClaimForm),
        (r#"{"age_birth_year":99999999999}"#, ClaimForm),
        (r#"{"birthdate":"2026-11-25"}"#, ClaimForm),
        (r#"{"birthdate":"1066-10-14"}"#, ClaimForm),
        (r#"{"birthdate":"2007-02-29"}"#, ClaimForm),
        (r#"{"birthdate":"24.11.2000"}"#, ClaimForm),
        (r#"{"birthdate":"2000-11-24T00:00:00Z"}"#, ClaimForm),
        (r#"{"birthdate":"200"}"#, ClaimForm),
        (r#"{"birthdate":20001124}"#, ClaimForm),
        (r#"{"birthdate":""}"#, ClaimForm),
        (r#"{"birthdate":"２０００"}"#, ClaimForm),
        (r#"{"age_over_00":false}"#, Contradictory),
        (r#"{"age_over_18":true,"age_over_16":false}"#, Contradictory),
        (r#"{"age_over_18":true,"age_in_years":17}"#, Contradictory),
        (
            r#"{"verified_claims":{"claims":{"age_over_18":false}},"age_over_18":true}"#,
            Contradictory,
        ),
        (r#"{"age_over_18":true,"birthdate":"2010-01-01"}"#, Contradictory),
        (r#"{"age_over_18":true,"age_equal_or_over":{"18":false}}"#, Contradictory),
        (
            r#"{"verified_claims":{"claims":{"age_over_18":true}},"birthdate":"2010-01-01"}"#,
            Contradictory,
        ),
    ];
    for (text, refusal) in cases {
        assert_eq!(bounds(text, false, "2026-11-24"), Err(refusal), "{text}");
    }
}

#[test]
fn strings_count_only_where_the_issuer_sends_them() {
    let cases = [
        (r#"{"age_over_18":"true"}"#, Ok((18, None))),
        (r#"{"age_over_18":"false"}"#, Ok((0, Some(17)))),
        (r#"{"age_in_years":"42"}"#, Ok((42, Some(42)))),
        (r#"{"age_birth_year":"2000"}"#, Ok((25, Some(26)))),
        (r#"{"age_over_18":"True"}"#, Err(Refusal::ClaimForm)),
        (r#"{"age_over_18":"yes"}"#, Err(Refusal::ClaimForm)),
        (r#"{"age_in_years":"+42"}"#, Err(Refusal::ClaimForm)),
        (r#"{"age_in_years":""}"#, Err(Refusal::ClaimForm)),
    ];
    for (text, expected) in cases {
        assert_eq!(bounds(text, true, "2026-11-24"), expected, "{text}");
        assert_eq!(bounds(text, false, "2026-11-24"), Err(Refusal::ClaimForm), "{text}");
    }
}

#[test]
fn unverified_claims_lower_and_never_raise() {
    let cases = [
        (r#"{"verified_claims":{"claims":{"age_over_16":true}},"age_over_18":true}"#, (16, None)),
        (
            r#"{"verified_claims":{"claims":{"age_over_16":true}},"age_over_18":false}"#,
            (16, Some(17)),
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(bounds(text, false, "2026-11-24"), Ok(expected), "{text}");
    }
}

#[test]
fn the_year_of_birth_is_known_to_its_end_and_no_closer() {
    let cases = [
        (r#"{"birthdate":"2008-05-17"}"#, Some("2008-12-31")),
        (r#"{"birthdate":"2008"}"#, Some("2008-12-31")),
        (r#"{"age_birth_year":2008}"#, Some("2008-12-31")),
        (r#"{"age_over_18":true}"#, Some("2008-12-31")),
        (r#"{"age_over_18":true,"birthdate":"1990"}"#, Some("1990-12-31")),
        (r#"{"age_over_18":false}"#, None),
    ];
    for (text, expected) in cases {
        let proven = evaluate(&claims(text), false, on("2026-11-24")).unwrap();
        assert_eq!(proven.born_not_after, expected.map(on), "{text}");
    }
}

#[test]
fn the_day_of_the_check_is_taken_from_the_verification() {
    let text = r#"{"verified_claims":{"verification":{"time":"2026-10-01T12:00Z"},"claims":{"age_over_18":true}}}"#;
    let proven = evaluate(&claims(text), false, on("2026-11-24")).unwrap();
    assert_eq!(proven.checked_at, Some(on("2026-10-01")));
}

#[test]
fn a_token_lowers_its_grade_and_never_raises_it() {
    let mut issuer =
        IssuerConfig::new("i", "https://i.example", "shop", KeySource::Inline(Bytes::new()));
    issuer.class = Class::Estimated;
    issuer.confidence = Confidence::Standard;
    issuer.method = Some(Method::FacialAgeEstimation);
    issuer.method_names = vec![("selfie".to_owned(), Method::FacialAgeEstimation)];
    let (face, estimated, standard) =
        (Some(Method::FacialAgeEstimation), Class::Estimated, Confidence::Standard);
    let cases = [
        ("{}", Ok((estimated, face, standard))),
        (
            r#"{"age_assurance_class":"verified","age_assurance_confidence":"strict"}"#,
            Ok((estimated, face, standard)),
        ),
        (
            r#"{"age_assurance_class":"inferred","age_assurance_confidence":"basic"}"#,
            Ok((Class::Inferred, face, Confidence::Basic)),
        ),
        (
            r#"{"age_assurance_method":"digital_credential"}"#,
            Ok((estimated, Some(Method::DigitalCredential), standard)),
        ),
        (
            r#"{"age_assurance_method":"credit_card"}"#,
            Ok((Class::Inferred, Some(Method::CreditCard), standard)),
        ),
        (
            r#"{"age_assurance_method":"self_declaration"}"#,
            Ok((Class::SelfDeclared, Some(Method::SelfDeclaration), standard)),
        ),
        (r#"{"age_assurance_method":"selfie"}"#, Ok((estimated, face, standard))),
        (r#"{"age_assurance_method":"palm_reading"}"#, Err(Refusal::ClaimForm)),
        (r#"{"age_assurance_method":7}"#, Err(Refusal::ClaimForm)),
        (r#"{"age_assurance_class":"certain"}"#, Err(Refusal::ClaimForm)),
        (r#"{"age_assurance_confidence":null}"#, Err(Refusal::ClaimForm)),
    ];
    for (text, expected) in cases {
        assert_eq!(grade(&claims(text), &issuer), expected, "{text}");
    }
}
