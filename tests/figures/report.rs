//! Figures as a table for people and as JSON for programs.
#![expect(clippy::print_stdout, reason = "the table is what the program is for")]

use std::{fs, path::Path};

use serde_json::{Value, json};

/// What a figure should be.
#[derive(Debug, Clone, Copy)]
pub enum Wanted {
    /// This much or more.
    AtLeast(f64),
    /// Less than this.
    Under(f64),
    /// This much or less.
    AtMost(f64),
    /// Whatever it is: it explains another.
    Any,
}

/// All figures of one run.
#[derive(Debug, Default)]
pub struct Report {
    figures: Vec<Figure>,
}

#[derive(Debug)]
struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    wanted: Wanted,
}

impl Report {
    /// Takes a figure down.
    pub fn add(&mut self, name: impl Into<String>, value: f64, unit: &'static str, wanted: Wanted) {
        let name = name.into();
        eprintln!("{name}: {value:.3} {unit}");
        self.figures.push(Figure { name, value, unit, wanted });
    }

    /// Prints the table.
    pub fn print(&self) {
        println!("\n{:<62}{:>12} {:<8}{:>14}", "Figure", "Value", "", "Wanted");
        for figure in &self.figures {
            let (wanted, mark) = figure.verdict();
            println!("{:<62}{:>12} {:<8}{wanted:>14}  {mark}", figure.name, shown(figure.value), figure.unit);
        }
    }

    /// Writes the figures as JSON.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) {
        let figures: Vec<Value> = self.figures.iter().map(Figure::json).collect();
        let text = format!("{:#}\n", json!({ "figures": figures }));
        fs::write(path, text).unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
        println!("\nAlso in {}", path.display());
    }
}

impl Figure {
    fn verdict(&self) -> (String, &'static str) {
        let (wanted, met) = match self.wanted {
            Wanted::AtLeast(limit) => (format!("at least {limit}"), self.value >= limit),
            Wanted::Under(limit) => (format!("under {limit}"), self.value < limit),
            Wanted::AtMost(limit) => (format!("at most {limit}"), self.value <= limit),
            Wanted::Any => return (String::new(), ""),
        };
        (wanted, if met { "met" } else { "MISSED" })
    }

    fn json(&self) -> Value {
        let (wanted, mark) = self.verdict();
        let mut figure = json!({ "name": self.name, "value": self.value, "unit": self.unit });
        if !mark.is_empty() {
            figure["wanted"] = json!(wanted);
            figure["met"] = json!(mark == "met");
        }
        figure
    }
}

fn shown(value: f64) -> String {
    if value >= 1000.0 { format!("{value:.0}") } else { format!("{value:.2}") }
}

/// The middle of the values.
///
/// # Panics
/// When there are none.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
