use bytes::BytesMut;
use web::{BodyError, BodyStream, without_mark};

/// The longest line read, in bytes: a household of twelve with two years of movements takes a tenth of it.
const LONGEST: usize = 256 * 1024;

/// The lines of a body, read as they come. Each may begin with a byte-order mark: files are joined end to end.
pub(super) struct Lines {
    stream: BodyStream,
    buffer: BytesMut,
    searched: usize,
    number: u32,
    is_over: bool,
}

/// A line that is not blank.
pub(super) struct Line {
    /// From 1.
    pub(super) number: u32,
    /// Nothing when it is too long.
    pub(super) text: Option<Vec<u8>>,
}

impl Lines {
    pub(super) fn of(stream: BodyStream) -> Self {
        Self { stream, buffer: BytesMut::new(), searched: 0, number: 0, is_over: false }
    }

    /// The next line that is not blank; nothing at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Line>, BodyError> {
        let mut is_too_long = false;
        loop {
            if let Some(text) = self.take_line() {
                self.number += 1;
                let is_too_long = std::mem::take(&mut is_too_long) || text.len() > LONGEST;
                if is_too_long || !text.trim_ascii().is_empty() {
                    return Ok(Some(Line { number: self.number, text: (!is_too_long).then_some(text) }));
                }
            } else if self.is_over {
                return Ok(None);
            } else if self.buffer.len() > LONGEST {
                is_too_long = true;
                self.buffer.clear();
                self.searched = 0;
            } else {
                self.read().await?;
            }
        }
    }

    fn take_line(&mut self) -> Option<Vec<u8>> {
        let rest = self.buffer.get(self.searched..).unwrap_or_default();
        if let Some(at) = rest.iter().position(|byte| *byte == b'\n') {
            let line = self.buffer.split_to(self.searched + at + 1);
            self.searched = 0;
            return line.split_last().map(|(_, text)| without_mark(text).to_vec());
        }
        self.searched = self.buffer.len();
        (self.is_over && !self.buffer.is_empty()).then(|| without_mark(&self.buffer.split()).to_vec())
    }

    async fn read(&mut self) -> Result<(), BodyError> {
        match self.stream.next().await? {
            Some(chunk) => self.buffer.extend_from_slice(&chunk),
            None => self.is_over = true,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
