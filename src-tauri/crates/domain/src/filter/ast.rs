//! What a filter says, once it is understood.

use crate::time::Timestamp;

/// A filter, read and understood. The empty one matches everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// What must be true of a version; none for all of them.
    pub root: Option<Expression>,
}

/// A condition, plain or made of others.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Expression {
    /// All of these, two or more.
    And(Vec<Self>),
    /// At least one of these, two or more.
    Or(Vec<Self>),
    /// Everything else than this.
    Not(Box<Self>),
    /// One condition.
    Term(Term),
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Term {
    /// The words stand one after another in the name, a description, the notes or the tags; the last may go on. A text
    /// without any letter or digit is true of all.
    Text(String),
    /// A word or words that the version carries.
    Is {
        /// What to look at.
        field: Field,
        /// How to look.
        test: Test,
        /// What to look for.
        value: String,
    },
    /// The version's number.
    Version(Compare, u32),
    /// All files' bytes.
    Size(Compare, u64),
    /// When the version was registered.
    Created(Compare, Moment),
    /// Whether it can be deployed without code.
    Deployable(bool),
    /// The metric of this key; of a version without it, the tag of this key where it is a number.
    Number {
        /// The metric's or tag's key.
        key: String,
        /// How to compare.
        compare: Compare,
        /// With what.
        number: Number,
    },
}

/// What holds words.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Field {
    /// The model's name.
    Name,
    /// What trained the version.
    Framework,
    /// The kind of artifact: `onnx`, `other`.
    Kind,
    /// A movable pointer that stands at the version.
    Alias,
    /// The run that made it.
    Run,
    /// The experiment that the run belongs to.
    Experiment,
    /// `true`, `false`, or the name of an endpoint that serves it.
    Deployed,
    /// A tag of the version or of its model, by its key.
    Tag(String),
}

/// How words are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Test {
    /// Exactly this.
    Equals,
    /// Not [`Equals`](Self::Equals); true too of what has no such field.
    Differs,
    /// This stands somewhere in it, in any case.
    Contains,
}

/// How numbers are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Compare {
    Equals,
    Differs,
    Less,
    AtMost,
    More,
    AtLeast,
}

/// A finite number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number(f64);

/// A moment or a stretch of time to compare with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Moment {
    /// A year, a month or a day in UTC: equal to it is whatever lies in it.
    Span {
        /// Its first millisecond.
        from: Timestamp,
        /// The first millisecond after it.
        until: Timestamp,
    },
    /// To the millisecond.
    At(Timestamp),
    /// This many seconds ago; `=` means since then.
    Ago(u64),
    /// What an age stood for when it was asked for.
    Since(Timestamp),
}

impl Filter {
    /// Of one condition.
    #[must_use]
    pub const fn term(term: Term) -> Self {
        Self { root: Some(Expression::Term(term)) }
    }

    /// The filter with its ages told as moments. What is not told so matches nothing: no room below asks a clock.
    #[must_use]
    pub fn at(mut self, now: Timestamp) -> Self {
        if let Some(root) = &mut self.root {
            root.fix(now);
        }
        self
    }

    /// What matches this filter and the other.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let parts = [self.root, other.root].into_iter().flatten().collect();
        Self { root: Expression::all(parts) }
    }
}

impl Expression {
    /// The conjunction of any number of conditions; none of none.
    #[must_use]
    pub fn all(mut parts: Vec<Self>) -> Option<Self> {
        if parts.len() > 1 { Some(Self::And(parts)) } else { parts.pop() }
    }

    fn fix(&mut self, now: Timestamp) {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter_mut().for_each(|part| part.fix(now)),
            Self::Not(inner) => inner.fix(now),
            Self::Term(Term::Created(_, moment)) => *moment = moment.fixed(now),
            Self::Term(_) => {}
        }
    }

    /// The alternative of any number of conditions; none of none.
    #[must_use]
    pub fn any(mut parts: Vec<Self>) -> Option<Self> {
        if parts.len() > 1 { Some(Self::Or(parts)) } else { parts.pop() }
    }
}

impl Field {
    pub(super) const ATTRIBUTES: [(&str, Self); 7] = [
        ("name", Self::Name),
        ("framework", Self::Framework),
        ("kind", Self::Kind),
        ("alias", Self::Alias),
        ("run", Self::Run),
        ("experiment", Self::Experiment),
        ("deployed", Self::Deployed),
    ];

    /// The key by which a filter names it; a tag's own key, for a tag.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::Tag(key) => key,
            Self::Name => "name",
            Self::Framework => "framework",
            Self::Kind => "kind",
            Self::Alias => "alias",
            Self::Run => "run",
            Self::Experiment => "experiment",
            Self::Deployed => "deployed",
        }
    }
}

impl Number {
    /// None for what is not finite.
    #[must_use]
    pub fn new(number: f64) -> Option<Self> {
        // Zero has two forms that are equal; one is kept, so that equal numbers have equal hashes.
        number.is_finite().then_some(Self(number + 0.0))
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }
}

// Finite numbers are equal to themselves.
impl Eq for Number {}

impl std::hash::Hash for Number {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

impl Compare {
    /// Whether `left` compares so with `right`.
    pub fn holds<T: PartialOrd>(self, left: &T, right: &T) -> bool {
        match self {
            Self::Equals => left == right,
            Self::Differs => left != right,
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::More => left > right,
            Self::AtLeast => left >= right,
        }
    }
}

impl Moment {
    fn fixed(self, now: Timestamp) -> Self {
        let Self::Ago(seconds) = self else { return self };
        let millis = i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000);
        let at = |millis| Timestamp::from_millis(millis);
        // Whatever lies after it equals an age, so that `created:7d` is what came in the last seven days.
        Self::Since(at(now.as_millis().saturating_sub(millis)))
    }

    /// The half-open stretch of milliseconds since the epoch within which a moment compares so with this; none for an
    /// age, which depends on the time of asking. What differs is asked for as what does not equal.
    #[must_use]
    pub fn range(self, compare: Compare) -> Option<std::ops::Range<i64>> {
        let (from, until) = match self {
            Self::Span { from, until } => (from.as_millis(), until.as_millis()),
            Self::At(at) => (at.as_millis(), at.as_millis().saturating_add(1)),
            Self::Since(at) if matches!(compare, Compare::Equals | Compare::Differs) => {
                (at.as_millis(), i64::MAX)
            }
            Self::Since(at) => (at.as_millis(), at.as_millis().saturating_add(1)),
            Self::Ago(_) => return None,
        };
        Some(match compare {
            Compare::Equals | Compare::Differs => from..until,
            Compare::Less => i64::MIN..from,
            Compare::AtMost => i64::MIN..until,
            Compare::More => until..i64::MAX,
            Compare::AtLeast => from..i64::MAX,
        })
    }
}
