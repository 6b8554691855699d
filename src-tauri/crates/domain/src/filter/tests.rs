use proptest::prelude::{Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::{
    cursor::{self, Part},
    *,
};
use crate::time::Timestamp;

fn is(field: Field, test: Test, value: &str) -> Expression {
    Expression::Term(Term::Is { field, test, value: value.into() })
}

fn tag(key: &str, value: &str) -> Expression {
    is(Field::Tag(key.into()), Test::Equals, value)
}

fn text(text: &str) -> Expression {
    Expression::Term(Term::Text(text.into()))
}

fn number(key: &str, compare: Compare, number: f64) -> Expression {
    Expression::Term(Term::Number { key: key.into(), compare, number: Number::new(number).unwrap() })
}

fn version(compare: Compare, number: u32) -> Expression {
    Expression::Term(Term::Version(compare, number))
}

fn not(inner: Expression) -> Expression {
    Expression::Not(Box::new(inner))
}

fn all(parts: impl IntoIterator<Item = Expression>) -> Expression {
    Expression::And(parts.into_iter().collect())
}

fn either(parts: impl IntoIterator<Item = Expression>) -> Expression {
    Expression::Or(parts.into_iter().collect())
}

#[track_caller]
fn read(typed: &str, root: Expression) {
    assert_eq!(Filter::parse(typed), Ok(Filter { root: Some(root) }), "{typed:?}");
}

#[test]
fn what_people_type_is_understood() {
    assert_eq!(Filter::parse(""), Ok(Filter::default()));
    assert_eq!(Filter::parse("  "), Ok(Filter::default()));
    let two = || all([tag("task", "fraud"), tag("team", "risk")]);
    for (typed, root) in [
        ("task=fraud", tag("task", "fraud")),
        ("task = \"two words\"", tag("task", "two words")),
        ("task = 'two words'", tag("task", "two words")),
        ("task='it's", tag("task", "'it's")),
        ("task: fraud", tag("task", "fraud")),
        ("task :fraud", tag("task", "fraud")),
        ("TagName=TagValue", tag("TagName", "TagValue")),
        ("task=fraud team=risk", two()),
        ("task=fraud AND team=risk", two()),
        ("\ttask = fraud\n(team:risk) ", two()),
        (" iris  AND version:2 ", all([text("iris"), version(Compare::Equals, 2)])),
        ("name:été credit card", all([is(Field::Name, Test::Equals, "été"), text("credit"), text("card")])),
        ("at=12:30 dir=C:\\x", all([tag("at", "12:30"), tag("dir", "C:\\x")])),
        ("\"a \\\"b\\\" \\\\ \\c\"", text("a \"b\" \\ \\c")),
        ("\"name\"=x \"AND\"", all([tag("name", "x"), text("AND")])),
        ("AND=1 a AND = b", all([tag("AND", "1"), text("a"), tag("AND", "b")])),
        ("and or not ANDROID", all([text("and"), text("or"), text("not"), text("ANDROID")])),
        ("empty=\"\"", tag("empty", "")),
        ("text~\"two words\"", text("two words")),
    ] {
        read(typed, root);
    }
}

#[test]
fn or_binds_weaker_than_and_and_not_binds_closest() {
    let [a, b, c] = ["a", "b", "c"].map(text);
    for (typed, root) in [
        ("a OR b c", either([a.clone(), all([b.clone(), c.clone()])])),
        ("(a OR b) c", all([either([a.clone(), b.clone()]), c.clone()])),
        ("NOT a b", all([not(a.clone()), b.clone()])),
        ("NOT (a b)", not(all([a.clone(), b.clone()]))),
        ("NOT NOT a", not(not(a.clone()))),
        ("((a))", a.clone()),
        ("a AND NOT b OR c", either([all([a.clone(), not(b.clone())]), c.clone()])),
        ("( a OR NOT(b) ) AND c", all([either([a.clone(), not(b.clone())]), c.clone()])),
        ("OR=1 OR NOT=2", either([tag("OR", "1"), tag("NOT", "2")])),
    ] {
        read(typed, root);
    }
}

#[test]
fn numbers_sizes_and_times_are_compared() {
    let created = |compare, moment| Expression::Term(Term::Created(compare, moment));
    let span = |from: &str, until: &str| {
        let at = |day: &str| Timestamp::try_from(format!("{day}T00:00:00Z")).unwrap();
        Moment::Span { from: at(from), until: at(until) }
    };
    let size = |compare, bytes| Expression::Term(Term::Size(compare, bytes));
    for (typed, root) in [
        ("accuracy>0.9", number("accuracy", Compare::More, 0.9)),
        ("accuracy >= -1e-3", number("accuracy", Compare::AtLeast, -0.001)),
        ("\"name\"<5", number("name", Compare::Less, 5.0)),
        ("version<=3", version(Compare::AtMost, 3)),
        ("version!=3", version(Compare::Differs, 3)),
        ("size>100kB", size(Compare::More, 100_000)),
        ("size < 1.5KiB", size(Compare::Less, 1536)),
        ("size:12", size(Compare::Equals, 12)),
        ("created>2026-01-01", created(Compare::More, span("2026-01-01", "2026-01-02"))),
        ("created=2024-02", created(Compare::Equals, span("2024-02-01", "2024-03-01"))),
        ("created:2026", created(Compare::Equals, span("2026-01-01", "2027-01-01"))),
        ("created>7d", created(Compare::More, Moment::Ago(604_800))),
        ("created<90min", created(Compare::Less, Moment::Ago(5_400))),
        (
            "created<=2026-01-01T12:00:00Z",
            created(
                Compare::AtMost,
                Moment::At(Timestamp::try_from("2026-01-01T12:00:00Z".to_owned()).unwrap()),
            ),
        ),
        ("task!=fraud", is(Field::Tag("task".into()), Test::Differs, "fraud")),
        ("name~fraud", is(Field::Name, Test::Contains, "fraud")),
        ("deployed:true", is(Field::Deployed, Test::Equals, "true")),
        ("deployable:false", Expression::Term(Term::Deployable(false))),
        ("deployable!=false", Expression::Term(Term::Deployable(true))),
    ] {
        read(typed, root);
    }
}

#[test]
fn a_fault_points_at_its_character_and_says_what_to_write() {
    let close = Some("Close it with \", and write \\\" for a quote inside.");
    let lonely = Some("Write \"AND\" in quotes to search for the word.");
    for (typed, column, length, message, suggestion, repair) in [
        ("task=", 6, 0, "a value is missing", None, None),
        ("été = ", 6, 0, "a value is missing", None, None),
        ("task==fraud", 6, 1, "a value is missing", Some("Write a single '='."), Some("task=fraud")),
        ("a \"b c", 3, 1, "this quote is never closed", close, Some("a \"b c\"")),
        ("k=\"b", 3, 1, "this quote is never closed", close, Some("k=\"b\"")),
        ("x note=a=b", 9, 1, "'=' cannot stand here", Some("Write note=\"a=b\"."), Some("x note=\"a=b\"")),
        ("=x", 1, 1, "'=' cannot stand here", Some("Write \"=x\"."), Some("\"=x\"")),
        ("f(x)", 2, 1, "'(' cannot stand here", Some("Write \"f(x)\"."), Some("\"f(x)\"")),
        ("(a OR b", 1, 1, "this parenthesis is never closed", Some("Close it with )."), Some("(a OR b)")),
        ("a)", 2, 1, "')' cannot stand here", Some("Leave it out, or open it with ( before."), Some("a")),
        ("a AND", 3, 3, "AND needs a term before and after it", lonely, Some("a \"AND\"")),
        ("AND a", 1, 3, "AND needs a term before and after it", lonely, Some("\"AND\" a")),
        (
            "a OR ",
            3,
            2,
            "OR needs a term before and after it",
            Some("Write \"OR\" in quotes to search for the word."),
            Some("a \"OR\" "),
        ),
        (
            "x (NOT )",
            4,
            3,
            "NOT needs a term after it",
            Some("Write \"NOT\" in quotes to search for the word."),
            Some("x (\"NOT\" )"),
        ),
        ("a || b", 3, 2, "'||' cannot stand here", Some("Write OR."), Some("a OR b")),
        (
            "!a=b",
            1,
            1,
            "'!' cannot stand here",
            Some("Write NOT before what must not match."),
            Some("NOT a=b"),
        ),
        ("version:latest", 9, 6, "'latest' is not a version's number", Some("Write version=1."), None),
        ("auc>high", 5, 4, "'high' is not a number", Some("Compare with a number, such as auc>0.9."), None),
        (
            "created>soon",
            9,
            4,
            "'soon' is not a date or an age",
            Some("Write created>2026-01-31 or created>7d."),
            None,
        ),
        (
            "kind>a",
            6,
            1,
            "kind has no size",
            Some("Compare it with kind=, kind!= or kind~, or write \"kind\" for a tag."),
            None,
        ),
    ] {
        let error = Filter::parse(typed).unwrap_err();
        let expected = FilterError {
            column,
            length,
            message: message.into(),
            suggestion: suggestion.map(Into::into),
            repair: repair.map(Into::into),
        };
        assert_eq!(error, expected, "{typed:?}");
    }
    let deep = format!("{}a{}", "(".repeat(1000), ")".repeat(1000));
    assert!(Filter::parse(&deep).unwrap_err().message.contains("too deeply"));
}

#[test]
fn the_caret_knows_what_it_is_in() {
    let value =
        |key: &str, value: &str| Part::Value { key: key.into(), quoted_key: false, value: value.into() };
    for (typed, replaced, part, rest) in [
        ("|", "", Part::Word(String::new()), ""),
        ("fra|", "fra", Part::Word("fra".into()), ""),
        ("task=a fra|", "fra", Part::Word("fra".into()), "task=a"),
        ("task=a | team=b", "", Part::Word(String::new()), "task=a team=b"),
        ("task=fr|a", "fra", value("task", "fra"), ""),
        ("x task=|", "", value("task", ""), "x"),
        ("x task = | y=1", "", value("task", ""), "x y=1"),
        ("ta|sk=fraud x", "task", Part::Key("task".into()), "x"),
        ("task=\"two w|", "\"two w", value("task", "two w"), ""),
        ("a OR task=f|", "f", value("task", "f"), ""),
        ("b (a OR c task=f|", "f", value("task", "f"), "c b"),
        ("\"some text\"|", "", Part::After, ""),
        ("acc>0.|", "0.", value("acc", "0."), ""),
        ("at=12:3|0", "12:30", value("at", "12:30"), ""),
    ] {
        let caret = typed.find('|').unwrap();
        let text = typed.replace('|', "");
        let found = cursor::at(&text, caret);
        assert_eq!(&text[found.range.clone()], replaced, "{typed}");
        assert_eq!(found.part, part, "{typed}");
        assert_eq!(found.rest, Filter::parse(rest).unwrap(), "{typed}");
    }
}

fn any_term() -> impl Strategy<Value = Term> {
    let field = prop_oneof![
        prop::sample::select(vec![
            Field::Name,
            Field::Framework,
            Field::Kind,
            Field::Alias,
            Field::Run,
            Field::Experiment,
            Field::Deployed
        ]),
        "[a-z./é-]{1,4}|name|AND|size|\\PC{0,6}".prop_map(Field::Tag),
    ];
    let value = "[a-z:]{0,4}|'[a-z ]{0,3}'|\\PC{0,8}|[ \"\\\\=()~\n]{0,6}";
    let test = prop::sample::select(vec![Test::Equals, Test::Differs, Test::Contains]);
    let compare = || {
        use Compare::*;
        prop::sample::select(vec![Equals, Differs, Less, AtMost, More, AtLeast])
    };
    let ordering =
        prop::sample::select(vec![Compare::Less, Compare::AtMost, Compare::More, Compare::AtLeast]);
    let moment = prop_oneof![
        any::<u32>().prop_map(|seconds| Moment::Ago(seconds.into())),
        (0..4_102_444_800_000_i64).prop_map(|at| Moment::At(Timestamp::from_millis(at))),
        prop::sample::select(vec!["2024", "2024-02", "2024-02-29", "1999-12-31"])
            .prop_map(|day| quantity::moment(day).unwrap()),
    ];
    prop_oneof![
        (field, test, value).prop_map(|(field, test, value)| Term::Is { field, test, value }),
        (compare(), 1_u32..).prop_map(|(compare, number)| Term::Version(compare, number)),
        (compare(), any::<u64>()).prop_map(|(compare, bytes)| Term::Size(compare, bytes)),
        (compare(), moment).prop_map(|(compare, moment)| Term::Created(compare, moment)),
        any::<bool>().prop_map(Term::Deployable),
        ("[a-z]{1,3}|size|\\PC{0,4}", ordering, prop::num::f64::NORMAL | prop::num::f64::ZERO).prop_map(
            |(key, compare, number)| Term::Number { key, compare, number: Number::new(number).unwrap() }
        ),
        "[a-z]{1,4}|AND|OR|NOT|\\PC{0,8}|[ \"\\\\=:()~\n]{0,6}".prop_map(Term::Text),
    ]
}

fn any_expression() -> impl Strategy<Value = Expression> {
    any_term().prop_map(Expression::Term).prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expression::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expression::Or),
            inner.prop_map(|inner| Expression::Not(Box::new(inner))),
        ]
    })
}

proptest! {
    #[test]
    fn a_printed_filter_is_read_back_the_same(root in prop::option::of(any_expression())) {
        let filter = Filter { root };
        prop_assert_eq!(Filter::parse(&filter.to_string()), Ok(filter));
    }

    #[test]
    fn any_text_is_read_or_refused_at_one_of_its_characters(
        text in "\\PC{0,20}|[a-c \"'=:\\\\()<>!~|ANDORT]{0,16}",
        caret in 0..24_usize,
    ) {
        match Filter::parse(&text) {
            Ok(filter) => prop_assert_eq!(Filter::parse(&filter.to_string()), Ok(filter)),
            Err(error) => {
                prop_assert!((1..=text.chars().count() + 1).contains(&error.column));
                prop_assert!(error.column + error.length <= text.chars().count() + 1);
            }
        }
        let found = cursor::at(&text, caret);
        prop_assert!(text.get(found.range).is_some());
    }
}
