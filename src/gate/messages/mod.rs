//! What the gate page says, in the 24 official languages of the European Union (Regulation No 1 of
//! 1958) and the others that the shipped lexicon reads. Data only.

mod germanic;
mod others;
mod romance;
mod slavic;

/// The words of one language.
#[derive(Debug)]
pub(super) struct Messages {
    /// BCP 47; one that all varieties of the language are read in.
    pub(super) tag: &'static str,
    pub(super) age_title: &'static str,
    pub(super) age_lead: &'static str,
    /// The heading over several ways.
    pub(super) ways: &'static str,
    pub(super) prove: &'static str,
    pub(super) prohibited_title: &'static str,
    pub(super) prohibited_lead: &'static str,
    pub(super) unreadable_title: &'static str,
    pub(super) overloaded_title: &'static str,
    pub(super) unchecked_lead: &'static str,
    pub(super) back: &'static str,
    /// Wallet, electronic identity, photo identity, bank, card, mobile operator, face.
    pub(super) methods: [&'static str; 7],
}

/// For whoever asks for none of the others.
pub(super) static ENGLISH: Messages = germanic::EN;

/// By tag.
pub(super) static LANGUAGES: [Messages; 31] = [
    others::AR,
    slavic::BG,
    slavic::CS,
    germanic::DA,
    germanic::DE,
    others::EL,
    germanic::EN,
    romance::ES,
    others::ET,
    others::FI,
    romance::FR,
    others::GA,
    slavic::HR,
    others::HU,
    germanic::IS,
    romance::IT,
    others::LT,
    others::LV,
    others::MT,
    germanic::NB,
    germanic::NL,
    slavic::PL,
    romance::PT,
    romance::RO,
    slavic::RU,
    slavic::SK,
    slavic::SL,
    germanic::SV,
    others::TR,
    slavic::UK,
    others::ZH,
];
