//! What a fused operator does to each row: steps over one vector of numbers.

use super::categories::Categories;

/// One step. Until the first that takes the vector as a whole, columns lie where `at` says.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// Columns of an input.
    Load { input: usize, picked: Vec<usize>, at: usize },
    /// One column a category of the one column of an input.
    OneHot { input: usize, categories: Categories, at: usize },
    /// The number of the category of the one column of an input; the last one for a value that is none.
    Number { input: usize, categories: Categories, numbers: Vec<f32>, at: usize },
    /// Puts a value a column in place of another.
    Impute { at: usize, replaced: f32, imputed: Vec<f32> },
    /// `(x - offset) * scale`.
    Scale { at: usize, offset: Vec<f32>, scale: Vec<f32> },
    /// Some of the columns.
    Pick(Vec<usize>),
    /// One weighted sum an output; `weights` has a row an output.
    Dense { weights: Vec<f32>, bias: Vec<f32> },
    /// The same function of every number, or softmax.
    Activate(Activation),
    /// Divided by the sum of the absolute values, where that is not 0.
    NormalizeL1,
    /// The probability of the second of two classes becomes both.
    Complement,
    /// Keeps which number is the largest, the first of equals: the predicted class.
    Choose,
}

/// See [`Step::Activate`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Activation {
    Relu,
    Tanh,
    Logistic,
    Softmax,
}

/// Steps from the inputs to `width` numbers a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Program {
    pub steps: Vec<Step>,
    pub width: usize,
}

impl Step {
    /// The numbers a row after it, from those before.
    pub(super) fn width(&self, before: usize) -> usize {
        match self {
            Self::Load { picked, at, .. } => before.max(at + picked.len()),
            Self::OneHot { categories, at, .. } => before.max(at + categories.len()),
            Self::Number { at, .. } => before.max(at + 1),
            Self::Pick(columns) => columns.len(),
            Self::Dense { bias, .. } => bias.len(),
            Self::Complement => 2,
            _ => before,
        }
    }

    /// Whether each of its numbers is made of one column.
    pub(super) fn is_of_columns(&self) -> bool {
        matches!(self, Self::Pick(_)) || self.clone().shifted(0).is_some()
    }

    /// The step in a vector whose columns lie further on.
    fn shifted(mut self, by: usize) -> Option<Self> {
        match &mut self {
            Self::Load { at, .. }
            | Self::OneHot { at, .. }
            | Self::Number { at, .. }
            | Self::Impute { at, .. }
            | Self::Scale { at, .. } => *at += by,
            _ => return None,
        }
        Some(self)
    }
}

impl Program {
    /// One more step.
    pub(super) fn then(mut self, step: Step) -> Self {
        self.width = step.width(self.width);
        self.steps.push(step);
        self
    }

    /// The columns of another side by side with these; none where one of both takes its vector as a whole.
    pub(super) fn beside(mut self, other: Self) -> Option<Self> {
        if self.steps.iter().any(|step| step.clone().shifted(0).is_none()) {
            return None;
        }
        for step in other.steps {
            self.steps.push(step.shifted(self.width)?);
        }
        self.width += other.width;
        Some(self)
    }

    /// How many weights there are.
    pub(super) fn weights(&self) -> usize {
        let weights = self.steps.iter().map(|step| match step {
            Step::Dense { weights, .. } => weights.len(),
            _ => 0,
        });
        weights.sum()
    }

    /// The numbers a row where they are most.
    pub(super) fn widest(&self) -> usize {
        let mut width = 0;
        self.steps.iter().fold(0, |widest, step| {
            width = step.width(width);
            widest.max(width)
        })
    }
}
