//! Protobuf's text form, as far as configurations use it. <https://protobuf.dev/reference/protobuf/textformat-spec>

use std::{iter::Peekable, str::Chars};

/// How deep messages may stand inside each other.
const DEPTH: u32 = 32;

/// A message: names with values, in order, a name as often as it stands there.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Message(Vec<(String, Value)>);

#[derive(Debug, PartialEq, Eq)]
enum Value {
    Word(String),
    Message(Message),
}

impl Message {
    /// Reads a whole text; none where it is no message.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut tokens = Tokens(text.chars().peekable());
        let message = fields(&mut tokens, None, 0)?;
        tokens.next().is_none().then_some(message)
    }

    /// The last word of a name.
    pub(super) fn word(&self, name: &str) -> Option<String> {
        self.words(name).pop()
    }

    /// All words of a name.
    pub(super) fn words(&self, name: &str) -> Vec<String> {
        let word = |value: &Value| match value {
            Value::Word(word) => Some(word.clone()),
            Value::Message(_) => None,
        };
        self.values(name).filter_map(word).collect()
    }

    /// All messages of a name.
    pub(super) fn messages(&self, name: &str) -> Vec<&Self> {
        let messages = self.values(name).filter_map(|value| match value {
            Value::Message(message) => Some(message),
            Value::Word(_) => None,
        });
        messages.collect()
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &Value> {
        self.0.iter().filter(move |(found, _)| found == name).map(|(_, value)| value)
    }
}

/// Fields to the closing bracket, or to the end.
fn fields(tokens: &mut Tokens<'_>, close: Option<char>, depth: u32) -> Option<Message> {
    let mut message = Message::default();
    if depth > DEPTH {
        return None;
    }
    loop {
        match tokens.next() {
            None => return close.is_none().then_some(message),
            Some(Token::Sign(sign)) if Some(sign) == close => return Some(message),
            Some(Token::Sign(',' | ';')) => {}
            Some(Token::Word(name)) => field(tokens, name, &mut message, depth)?,
            Some(Token::Sign(_)) => return None,
        }
    }
}

fn field(tokens: &mut Tokens<'_>, name: String, message: &mut Message, depth: u32) -> Option<()> {
    let mut next = tokens.next()?;
    if next == Token::Sign(':') {
        next = tokens.next()?;
    }
    if next != Token::Sign('[') {
        let value = value(tokens, next, depth)?;
        message.0.push((name, value));
        return Some(());
    }
    loop {
        match tokens.next()? {
            Token::Sign(']') => return Some(()),
            Token::Sign(',') => {}
            token => {
                let value = value(tokens, token, depth)?;
                message.0.push((name.clone(), value));
            }
        }
    }
}

fn value(tokens: &mut Tokens<'_>, first: Token, depth: u32) -> Option<Value> {
    match first {
        Token::Word(word) => Some(Value::Word(word)),
        Token::Sign('{') => fields(tokens, Some('}'), depth + 1).map(Value::Message),
        Token::Sign('<') => fields(tokens, Some('>'), depth + 1).map(Value::Message),
        Token::Sign(_) => None,
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Sign(char),
}

struct Tokens<'a>(Peekable<Chars<'a>>);

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            match self.0.next()? {
                '#' => while self.0.next_if(|c| *c != '\n').is_some() {},
                c if c.is_whitespace() => {}
                quote @ ('"' | '\'') => return Some(Token::Word(self.quoted(quote))),
                c if c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '+') => {
                    let mut word = String::from(c);
                    while let Some(c) =
                        self.0.next_if(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '+' | '/'))
                    {
                        word.push(c);
                    }
                    return Some(Token::Word(word));
                }
                sign => return Some(Token::Sign(sign)),
            }
        }
    }
}

impl Tokens<'_> {
    fn quoted(&mut self, quote: char) -> String {
        let mut text = String::new();
        while let Some(c) = self.0.next() {
            match c {
                '\\' => text.extend(self.0.next()),
                c if c == quote => break,
                c => text.push(c),
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_is_read_with_comments_lists_and_messages() {
        let text = r#"
            name: "iris" # a comment
            max_batch_size: 8
            input [
              { name: "X" data_type: TYPE_FP32 dims: [ 4 ] },
              { name: 'Y', data_type: TYPE_INT64, dims: -1, dims: 2 }
            ]
            output { name: "label" }
        "#;
        let message = Message::parse(text).unwrap();
        assert_eq!(message.word("name").as_deref(), Some("iris"));
        let inputs = message.messages("input");
        assert_eq!(inputs.len(), 2);
        assert_eq!(inputs[1].words("dims"), ["-1", "2"]);
        assert_eq!(message.messages("output").len(), 1);
        for broken in ["name: ", "input [", "}", "input { name: \"X\"", &"a{".repeat(1000)] {
            assert_eq!(Message::parse(broken), None, "{broken}");
        }
    }
}
