//! An explanation as lines for people: what is alike in several countries or for several viewers is
//! said once.

use super::{DecisionLine, Explanation, Field, FindingLine, HitLine, SHOWN, VIEWERS};
use std::io::{self, Write};

pub(super) fn print(output: &mut impl Write, explanation: &Explanation) -> io::Result<()> {
    for Field { name, folded } in &explanation.fields {
        match explanation.fields.len() {
            1 => writeln!(output, "read as   {folded}")?,
            _ => writeln!(output, "read as   {folded} ({name})")?,
        }
        for hit in explanation.hits.iter().filter(|hit| hit.field == *name) {
            let HitLine { start, end, text, term, weight, place, .. } = hit;
            write!(output, "hit       {start}..{end} `{text}`: {term} ({weight}, {place})")?;
            if let Some(beside) = &hit.beside {
                write!(output, " beside `{beside}`")?;
            }
            match (hit.taken_back_as, &hit.taken_back_by) {
                (Some(kind), Some(by)) => writeln!(output, ", {kind} by {by}")?,
                _ if hit.mention && *name == "description" => writeln!(output, ", a mention")?,
                _ => writeln!(output)?,
            }
        }
    }
    if !explanation.stated.is_empty() {
        writeln!(output, "states    {}", explanation.stated.join(", "))?;
    }
    if explanation.findings.is_empty() {
        writeln!(output, "found     nothing")?;
    }
    for finding in &explanation.findings {
        let FindingLine { category, strength, sum, evidence, .. } = finding;
        writeln!(output, "found     {category} ({strength}): {}", evidence.join(", "))?;
        writeln!(output, "          {sum}")?;
    }
    decisions(output, &explanation.decisions)
}

/// Countries that decide alike, with what they decide for whom.
struct Alike<'d> {
    countries: Vec<&'d str>,
    outcomes: Vec<(String, String)>,
}

fn decisions(output: &mut impl Write, decisions: &[DecisionLine]) -> io::Result<()> {
    let mut groups: Vec<Alike<'_>> = Vec::new();
    for of_country in decisions.chunk_by(|a, b| a.country == b.country) {
        let outcomes = outcomes(of_country);
        let countries = of_country.first().map(|line| line.country.as_str());
        match groups.iter_mut().find(|group| group.outcomes == outcomes) {
            Some(group) => group.countries.extend(countries),
            None => groups.push(Alike { countries: countries.into_iter().collect(), outcomes }),
        }
    }
    let rows: Vec<(String, &(String, String))> = groups
        .iter()
        .flat_map(|group| group.outcomes.iter().map(|row| (group.countries.join(", "), row)))
        .collect();
    let wide = rows.iter().map(|(countries, _)| countries.len()).max().unwrap_or_default();
    let long = rows.iter().map(|(_, (viewers, _))| viewers.len()).max().unwrap_or_default();
    for (countries, (viewers, outcome)) in rows {
        writeln!(output, "decision  {countries:wide$}  {viewers:long$}  {outcome}")?;
    }
    Ok(())
}

/// Viewers for whom one country decides alike, and what.
fn outcomes(of_country: &[DecisionLine]) -> Vec<(String, String)> {
    let mut outcomes: Vec<(Vec<&str>, String)> = Vec::new();
    for line in of_country {
        let outcome = outcome(line);
        match outcomes.iter_mut().find(|(_, known)| *known == outcome) {
            Some((viewers, _)) => viewers.push(line.viewer),
            None => outcomes.push((vec![line.viewer], outcome)),
        }
    }
    let named = outcomes.into_iter().map(|(viewers, outcome)| {
        // Somebody older than all of these may see what none of them does.
        let all = viewers.len() == VIEWERS.len() && outcome == SHOWN;
        (if all { "everyone".to_owned() } else { viewers.join(", ") }, outcome)
    });
    named.collect()
}

fn outcome(line: &DecisionLine) -> String {
    let mut outcome = line.action.to_owned();
    for (name, rules) in [("because of", &line.rules), ("observed", &line.observed)] {
        let rules: Vec<String> =
            rules.iter().map(|rule| format!("{} ({})", rule.id, rule.demands)).collect();
        if !rules.is_empty() {
            outcome.push_str(&format!("; {name} {}", rules.join(", ")));
        }
    }
    outcome
}
