//! Reading forward, with places to skip, from a file or from what comes out of a decompressor.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, ErrorKind, Read, Seek as _, SeekFrom},
};

use crate::bounds::NAME_BYTES;

/// Bytes in order.
pub(crate) enum Input {
    /// Of a file, where skipping costs nothing. The second field is its length.
    File(BufReader<File>, u64),
    /// Of anything else, with the bytes that may still come.
    Stream(BufReader<io::Take<Box<dyn Read>>>),
}

impl Input {
    pub(crate) fn file(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self::File(BufReader::new(file), length))
    }

    pub(crate) fn stream(from: impl Read + 'static, most: u64) -> Self {
        let from: Box<dyn Read> = Box::new(from);
        Self::Stream(BufReader::new(from.take(most)))
    }

    /// The next byte; none at the end.
    pub(crate) fn byte(&mut self) -> io::Result<Option<u8>> {
        let buffer = self.fill()?;
        let first = buffer.first().copied();
        if first.is_some() {
            self.consume(1);
        }
        Ok(first)
    }

    /// The next byte, which stays.
    pub(crate) fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.fill()?.first().copied())
    }

    /// Exactly `N` bytes.
    pub(crate) fn array<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        match self {
            Self::File(reader, _) => reader.read_exact(&mut bytes)?,
            Self::Stream(reader) => reader.read_exact(&mut bytes)?,
        }
        Ok(bytes)
    }

    /// The first bytes of `length`, at most [`NAME_BYTES`] of them; all are passed.
    pub(crate) fn text(&mut self, length: u64) -> io::Result<(Vec<u8>, bool)> {
        let kept = length.min(NAME_BYTES as u64);
        let mut bytes = vec![0; usize::try_from(kept).unwrap_or(NAME_BYTES)];
        match self {
            Self::File(reader, _) => reader.read_exact(&mut bytes)?,
            Self::Stream(reader) => reader.read_exact(&mut bytes)?,
        }
        self.skip(length - kept)?;
        Ok((bytes, kept == length))
    }

    /// A line without its end; a longer one than [`NAME_BYTES`] is cut.
    pub(crate) fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        loop {
            match self.byte()? {
                None => return Err(ErrorKind::UnexpectedEof.into()),
                Some(b'\n') => return Ok(line),
                Some(byte) if line.len() < NAME_BYTES => line.push(byte),
                Some(_) => {}
            }
        }
    }

    /// Passes `count` bytes.
    pub(crate) fn skip(&mut self, count: u64) -> io::Result<()> {
        match self {
            Self::File(reader, length) => {
                let at = reader.stream_position()?;
                if count > length.saturating_sub(at) {
                    reader.seek(SeekFrom::End(0))?;
                    return Err(ErrorKind::UnexpectedEof.into());
                }
                reader.seek_relative(count.cast_signed())
            }
            Self::Stream(reader) => {
                let passed = io::copy(&mut reader.take(count), &mut io::sink())?;
                if passed == count { Ok(()) } else { Err(ErrorKind::UnexpectedEof.into()) }
            }
        }
    }

    fn fill(&mut self) -> io::Result<&[u8]> {
        match self {
            Self::File(reader, _) => reader.fill_buf(),
            Self::Stream(reader) => reader.fill_buf(),
        }
    }

    fn consume(&mut self, count: usize) {
        match self {
            Self::File(reader, _) => reader.consume(count),
            Self::Stream(reader) => reader.consume(count),
        }
    }
}

/// A look into bytes in memory, little-endian; everything past the end is none.
#[derive(Clone, Copy)]
pub(crate) struct Slice<'a>(pub(crate) &'a [u8]);

impl<'a> Slice<'a> {
    pub(crate) fn at<const N: usize>(self, at: usize) -> Option<[u8; N]> {
        self.0.get(at..at.checked_add(N)?)?.try_into().ok()
    }

    pub(crate) fn u16(self, at: usize) -> Option<usize> {
        self.at(at).map(|bytes| usize::from(u16::from_le_bytes(bytes)))
    }

    pub(crate) fn u32(self, at: usize) -> Option<usize> {
        self.at(at).and_then(|bytes| usize::try_from(u32::from_le_bytes(bytes)).ok())
    }

    pub(crate) fn u64(self, at: usize) -> Option<usize> {
        self.at(at).and_then(|bytes| usize::try_from(u64::from_le_bytes(bytes)).ok())
    }

    pub(crate) fn bytes(self, at: usize, length: usize) -> Option<&'a [u8]> {
        self.0.get(at..at.checked_add(length)?)
    }
}
