//! One immutable revision of a configuration, and the handle by which it is swapped.

pub mod route;
pub mod settings;

mod findings;
mod fingerprint;
mod headers;
mod held;
mod memory;
mod pages;

pub use findings::{Place, RememberedFindings, UnitHash};
pub use held::HeldBytes;
pub use memory::Memory;
pub use pages::{KnownPages, KnownStep, PageHash, STEP, Said, StepHash};

use crate::assurance::Assessor;
use crate::audit::{Metrics, NoSink, Sink};
use crate::category::{CategorySet, CategoryTree, Kind};
use crate::classify::Classifier;
use crate::policy::{Closed, Policy};
use arc_swap::{ArcSwap, Guard};
use held::HeldTotal;
use settings::Settings;
use siphasher::sip::SipHasher24;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// What a revision is made of.
#[derive(Debug)]
pub struct Parts {
    /// What identifies the configuration, in events: a short hash.
    pub revision: Arc<str>,
    /// Which words and labels mean which category.
    pub classifier: Classifier,
    /// Who may see which category.
    pub policy: Policy,
    /// Whose proofs are believed.
    pub assessor: Assessor,
    /// Budgets, routes, media types.
    pub settings: Settings,
}

/// One revision: policy, lexicon, keys, limits. Never changes; a request ends on the one it began
/// with.
#[derive(Debug)]
pub struct Engine {
    parts: Parts,
    prose: CategorySet,
    remembered: RememberedFindings,
    pages: KnownPages,
    memory: Memory,
    shared: Arc<Shared>,
}

impl Engine {
    /// A revision of these parts. `shared` outlives revisions: pass the one of the revision before.
    pub fn new(parts: Parts, shared: Arc<Shared>) -> Self {
        shared.held.allow(parts.settings.limits.held_total);
        let tree = parts.classifier.tree();
        let prose = tree
            .iter()
            .filter(|(_, entry)| entry.prose && entry.kind != Kind::Open)
            .map(|(category, _)| category)
            .collect();
        let capacity = parts.settings.limits.remembered_findings;
        let remembered = RememberedFindings::new(capacity, &parts.revision, shared.id_key);
        let pages = KnownPages::new(capacity, &parts.revision, shared.id_key);
        let memory = Memory::new(parts.settings.limits.remembered_listings);
        Self { parts, prose, remembered, pages, memory, shared }
    }

    /// What identifies the configuration.
    pub fn revision(&self) -> &str {
        &self.parts.revision
    }

    /// The same, for those who keep it.
    pub const fn shared_revision(&self) -> &Arc<str> {
        &self.parts.revision
    }

    /// The categories.
    pub fn tree(&self) -> &CategoryTree {
        self.parts.classifier.tree()
    }

    /// Which words and labels mean which category.
    pub const fn classifier(&self) -> &Classifier {
        &self.parts.classifier
    }

    /// Who may see which category.
    pub const fn policy(&self) -> &Policy {
        &self.parts.policy
    }

    /// Whose proofs are believed.
    pub const fn assessor(&self) -> &Assessor {
        &self.parts.assessor
    }

    /// Budgets, routes, media types.
    pub const fn settings(&self) -> &Settings {
        &self.parts.settings
    }

    /// Categories for which running prose is judged.
    pub const fn prose_categories(&self) -> CategorySet {
        self.prose
    }

    /// What this revision found in units that may come again.
    pub const fn remembered(&self) -> &RememberedFindings {
        &self.remembered
    }

    /// Bodies in which this revision found nothing.
    pub const fn known_pages(&self) -> &KnownPages {
        &self.pages
    }

    /// What this revision found of listings, by their identifiers.
    pub const fn memory(&self) -> &Memory {
        &self.memory
    }

    /// A number for all viewers to whom the same is closed by the same rules of this revision: what
    /// leaves for them of one representation is the same. `None`: for what is the same for all to
    /// whom it goes, such as a picture. Equal in every process of a configuration.
    pub fn bucket(&self, closed: Option<&Closed>) -> u64 {
        let mut hasher = SipHasher24::new();
        (self.revision(), closed).hash(&mut hasher);
        hasher.finish()
    }

    /// What outlives this revision.
    pub const fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }
}

/// What all revisions of a process have in common: counters, the sink of events, the budget of
/// held bytes, and the key under which identifiers are hashed in events.
#[derive(Debug)]
pub struct Shared {
    /// The counters.
    pub metrics: Metrics,
    /// Where events go.
    pub sink: Box<dyn Sink>,
    held: Arc<HeldTotal>,
    id_key: (u64, u64),
}

impl Shared {
    /// Hands events to `sink`. Identifiers are hashed under `id_key`, which should be random.
    pub fn new(sink: Box<dyn Sink>, id_key: (u64, u64)) -> Self {
        Self { metrics: Metrics::default(), sink, held: Arc::default(), id_key }
    }

    /// A keyed hash of a host's name.
    pub fn hash_host(&self, host: &str) -> u64 {
        let mut hasher = SipHasher24::new_with_keys(self.id_key.0, self.id_key.1);
        for part in host.as_bytes().chunks(64) {
            let mut small = [0; 64];
            let small = small.get_mut(..part.len()).unwrap_or_default();
            small.copy_from_slice(part);
            small.make_ascii_lowercase();
            hasher.write(small);
        }
        hasher.finish()
    }

    /// A keyed hash of a listing's identifier, for events.
    pub fn hash_id(&self, id: &str) -> String {
        let mut hasher = SipHasher24::new_with_keys(self.id_key.0, self.id_key.1);
        hasher.write(id.as_bytes());
        format!("{:016x}", hasher.finish())
    }

    /// A reservation of held bytes, of none at first.
    pub fn held_bytes(&self) -> HeldBytes {
        HeldBytes::new(Arc::clone(&self.held))
    }

    /// Bytes held by all bodies right now.
    pub fn held_now(&self) -> usize {
        self.held.now()
    }
}

impl Default for Shared {
    fn default() -> Self {
        Self::new(Box::new(NoSink), (0, 0))
    }
}

/// A handle to the revision in force; clones share it.
#[derive(Clone, Debug)]
pub struct EngineHandle {
    current: Arc<ArcSwap<Engine>>,
}

impl EngineHandle {
    /// The revision in force.
    pub fn current(&self) -> Arc<Engine> {
        self.current.load_full()
    }

    /// The same, for the one who only looks.
    pub(crate) fn load(&self) -> Guard<Arc<Engine>> {
        self.current.load()
    }

    /// Puts another revision in force for requests that begin from now on. It inherits what the one
    /// before has fetched and noted: keys, and which tokens were exchanged.
    pub fn swap(&self, mut engine: Engine) {
        engine.parts.assessor.inherit(&self.current().parts.assessor);
        self.current.store(Arc::new(engine));
    }
}

impl From<Engine> for EngineHandle {
    fn from(engine: Engine) -> Self {
        Self { current: Arc::new(ArcSwap::from_pointee(engine)) }
    }
}
