//! Alphabets of letters that only look Latin, as generators of fancy text write them.

use super::classes::Disguise;
use super::letters::by_table;

pub(super) const DRAWN: &[(&str, Disguise)] = &[
    ("letters of faux Cyrillic", |word, _| by_table(word, FAUX_CYRILLIC, 3)),
    ("letters of faux Greek", |word, _| by_table(word, FAUX_GREEK, 3)),
    ("Greek, Cyrillic and signs", |word, _| by_table(word, MIXED_GREEK, 3)),
    ("Chinese signs and kana", |word, _| by_table(word, HAN, 3)),
    ("halfwidth kana", |word, _| by_table(word, KANA, 3)),
    ("Thai and Hebrew", |word, _| by_table(word, THAI, 3)),
    ("Yi syllables", |word, _| by_table(word, YI, 3)),
    ("Cherokee syllables", |word, _| by_table(word, SYLLABARY, 3)),
    ("phonetic and Armenian letters", |word, _| by_table(word, PHONETIC, 3)),
    ("Armenian letters", |word, _| by_table(word, ARMENIAN, 3)),
    ("hooked letters", |word, _| by_table(word, HOOKED, 3)),
];

const FAUX_CYRILLIC: &str =
    "aД bБ cC dD eЭ fF gG hH iІ jJ kК lL mМ nИ oФ pР qQ rЯ sЅ tT uЦ vV wШ xЖ yЧ zZ";
const FAUX_GREEK: &str =
    "aΛ bB cC dD eΣ fF gG hH iI jJ kK lL mM nΠ oΘ pP qQ rЯ sS tΓ uЦ vV wШ xX yΨ zZ";
const MIXED_GREEK: &str = "aα bв c¢ d∂ eє hн iι jנ kк lℓ mм nη oσ pρ rя sѕ tт uυ vν wω xχ yу";
const HAN: &str = "a卂 b乃 c匚 dᗪ e乇 f千 gᎶ h卄 i丨 jﾌ kҜ lㄥ m爪 n几 oㄖ p卩 r尺 s丂 tㄒ uㄩ vᐯ w山 x乂 yㄚ z乙";
const KANA: &str = "aﾑ b乃 e乇 fｷ hん iﾉ jﾌ kズ lﾚ mﾶ n刀 pｱ r尺 s丂 tｲ v√ xﾒ yﾘ z乙";
const THAI: &str = "aค b๒ cς d๔ eє fŦ gﻮ hђ iเ jן kк lɭ m๓ nภ o๏ pק qợ rг sร tՇ uย vש wฬ xא yץ zչ";
const YI: &str = "aꍏ bꌃ cꉓ dꀸ eꍟ fꎇ gꁅ hꃅ iꀤ jꀭ kꀘ l꒒ mꂵ nꈤ oꂦ pꉣ qꆰ rꋪ sꌗ t꓄ uꀎ vꃴ wꅏ xꊼ yꌩ zꁴ";
const SYLLABARY: &str = "aᏗ bᏰ dᎴ eᏋ fᎦ gᎶ hᏂ iᎥ jᏠ kᏦ lᏝ mᎷ nᏁ oᎧ pᎮ qᎤ rᏒ sᏕ tᏖ uᏬ vᏉ wᏇ yᎩ";
const PHONETIC: &str =
    "aǟ bɮ cƈ dɖ eɛ fʄ gɢ hɦ iɨ jʝ kӄ lʟ mʍ nռ oօ pք qզ rʀ sֆ tȶ uʊ vʋ wա xӼ yʏ zʐ";
const ARMENIAN: &str = "aɑ bҍ cϲ dժ eҽ fƒ gց hհ ií jյ kƙ lӀ mʍ nղ oօ pԹ qզ rɾ sʂ tէ uմ vѵ wա yվ zՀ";
const HOOKED: &str =
    "aą bც cƈ dɖ eɛ fʄ gɠ hɧ iı jʝ kƙ lƖ mɱ nŋ oơ p℘ qզ rཞ sʂ tɬ uų v۷ wῳ xҳ yყ zʑ";
