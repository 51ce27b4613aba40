//! Proposals as text or JSON.

use super::{Group, Proposal};
use std::io::{self, Write};

pub(super) fn write(output: &mut impl Write, json: bool, groups: &[Group]) -> io::Result<()> {
    if json {
        serde_json::to_writer_pretty(&mut *output, groups)?;
        return output.write_all(b"\n");
    }
    for (index, group) in groups.iter().enumerate() {
        if index > 0 {
            writeln!(output)?;
        }
        let Group { name, precision, recall, add, look_at, innocent, accessory, negation } = group;
        writeln!(output, "{name}: precision {}, recall {}", share(*precision), share(*recall))?;
        section(output, "would help as strong terms", add, |p| {
            format!("+{} hits, +{} false alarms", p.hits, p.false_alarms)
        })?;
        section(output, "hurt more than they help", look_at, |p| {
            format!("without it −{} false alarms, −{} hits", p.false_alarms, p.hits)
        })?;
        section(output, "may be innocent", innocent, |p| {
            format!("up to −{} false alarms", p.false_alarms)
        })?;
        let beside =
            |p: &Proposal| format!("beside {} false alarms, {} hits", p.false_alarms, p.hits);
        section(output, "may be accessories", accessory, beside)?;
        section(output, "may be negations", negation, beside)?;
        if [add, look_at, innocent, accessory, negation].iter().all(|kind| kind.is_empty()) {
            writeln!(output, "  nothing to propose from these listings")?;
        }
    }
    Ok(())
}

fn section(
    output: &mut impl Write,
    title: &str,
    proposals: &[Proposal],
    effect: impl Fn(&Proposal) -> String,
) -> io::Result<()> {
    if proposals.is_empty() {
        return Ok(());
    }
    writeln!(output, "  {title}")?;
    for proposal in proposals {
        let Proposal { term, precision, recall, example, .. } = proposal;
        let then = format!("then precision {}, recall {}", share(*precision), share(*recall));
        writeln!(output, "    {term:28} {}; {then}; as in `{example}`", effect(proposal))?;
    }
    Ok(())
}

fn share(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{share:.3}"))
}
