//! Protobuf messages read field by field, without their definitions. <https://protobuf.dev/programming-guides/encoding>

/// One field's value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

impl<'a> Field<'a> {
    pub(crate) fn bytes(self) -> Option<&'a [u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::Number(_) => None,
        }
    }

    pub(crate) fn number(self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Bytes(_) => None,
        }
    }

    pub(crate) fn text(self) -> Option<String> {
        String::from_utf8(self.bytes()?.to_vec()).ok()
    }
}

/// The fields of a message in their order; it ends where the bytes are no message any more.
pub(crate) struct Fields<'a> {
    rest: &'a [u8],
    broken: bool,
}

impl<'a> Fields<'a> {
    pub(crate) fn of(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, broken: false }
    }

    /// Whether all bytes were fields.
    pub(crate) fn is_whole(bytes: &[u8]) -> bool {
        let mut fields = Fields::of(bytes);
        fields.by_ref().for_each(drop);
        !fields.broken
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn field(&mut self) -> Option<(u64, Field<'a>)> {
        let key = self.varint()?;
        let value = match key & 7 {
            0 => Field::Number(self.varint()?),
            1 => Field::Number(u64::from_le_bytes(self.take(8)?.try_into().ok()?)),
            2 => {
                let length = usize::try_from(self.varint()?).ok()?;
                Field::Bytes(self.take(length)?)
            }
            5 => Field::Number(u64::from(u32::from_le_bytes(self.take(4)?.try_into().ok()?))),
            _ => return None,
        };
        Some((key >> 3, value))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = (u64, Field<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() || self.broken {
            return None;
        }
        let field = self.field();
        self.broken = field.is_none();
        field
    }
}

/// The last field of this number.
pub(crate) fn last(message: &[u8], number: u64) -> Option<Field<'_>> {
    all(message, number).last()
}

/// All fields of this number.
pub(crate) fn all(message: &[u8], number: u64) -> impl Iterator<Item = Field<'_>> {
    Fields::of(message).filter(move |(found, _)| *found == number).map(|(_, field)| field)
}

/// The pairs of a map with text keys.
pub(crate) fn map(message: &[u8], number: u64) -> impl Iterator<Item = (String, &[u8])> {
    all(message, number).filter_map(|entry| {
        let entry = entry.bytes()?;
        Some((last(entry, 1)?.text()?, last(entry, 2).and_then(Field::bytes).unwrap_or_default()))
    })
}
