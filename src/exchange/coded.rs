//! A coded body: its codings come off before it is read, and one goes on again as it leaves.

use super::event::{Event, ExchangeError};
use super::inspection::Inspection;
use crate::representation::Coding;
#[cfg(feature = "coding")]
use crate::representation::{DECODE_STEP, Decoder, Encoder, name_coding};
use bytes::Bytes;

#[cfg(feature = "coding")]
impl Inspection {
    /// Undoes `codings`, given in the order in which they were applied.
    pub(super) fn undo(&mut self, codings: &[Coding]) {
        if codings.is_empty() {
            return;
        }
        let limits = &self.engine.settings().limits;
        match Decoder::new(codings, limits.decode_ratio, limits.body.page) {
            Ok(decoder) => self.decoder = Some(decoder),
            Err(error) => self.fail(error.into()),
        }
    }

    /// Codes what goes out, where there is memory to spare.
    pub(super) fn apply(&mut self, coding: Option<Coding>) {
        let mut share = self.engine.shared().held_bytes();
        let Some(coding) = coding.filter(|_| !self.over && share.spare(Encoder::MEMORY)) else {
            return;
        };
        if let (Ok(encoder), Some(head)) = (Encoder::new(coding), &mut self.head) {
            name_coding(&mut head.headers, coding);
            self.encoder = Some((encoder, share));
        }
    }

    /// What can go out now. All of it is coded at once, and flushed so that nothing waits in the
    /// coder for bytes that are still to come.
    pub(super) fn next_bytes(&mut self) -> Result<Option<Bytes>, ExchangeError> {
        let next = self.output.pop();
        let (Some((encoder, _)), Some(next)) = (&mut self.encoder, &next) else { return Ok(next) };
        encoder.write(next)?;
        while let Some(next) = self.output.pop() {
            encoder.write(&next)?;
        }
        Ok(Some(encoder.flush()?))
    }

    /// Sends what is left in the output, and ends the coding.
    pub(super) fn send_rest(&mut self) -> Result<(), ExchangeError> {
        let mut encoder = self.encoder.take();
        while let Some(bytes) = self.output.pop() {
            match &mut encoder {
                Some((encoder, _)) => encoder.write(&bytes)?,
                None => self.events.push_back(Event::Bytes(bytes)),
            }
        }
        if let Some((encoder, _)) = encoder {
            self.events.push_back(Event::Bytes(encoder.finish()?));
        }
        Ok(())
    }

    pub(super) fn take(&mut self, chunk: Bytes) -> Result<(), ExchangeError> {
        if self.decoder.is_none() {
            return self.take_plain(chunk);
        }
        for step in chunk.chunks(DECODE_STEP) {
            let Some(decoder) = &mut self.decoder else { break };
            let decoded = decoder.write(step)?;
            if !decoded.is_empty() {
                self.read(decoded)?;
                self.hold()?;
            }
        }
        Ok(())
    }

    pub(super) fn take_end(&mut self) -> Result<(), ExchangeError> {
        if let Some(decoder) = &mut self.decoder {
            let decoded = decoder.finish()?;
            if !decoded.is_empty() {
                self.read(decoded)?;
            }
        }
        self.read_end()
    }
}

#[cfg(not(feature = "coding"))]
impl Inspection {
    pub(super) const fn apply(&mut self, _: Option<Coding>) {}

    pub(super) fn next_bytes(&mut self) -> Result<Option<Bytes>, ExchangeError> {
        Ok(self.output.pop())
    }

    pub(super) fn send_rest(&mut self) -> Result<(), ExchangeError> {
        while let Some(bytes) = self.output.pop() {
            self.events.push_back(Event::Bytes(bytes));
        }
        Ok(())
    }

    /// Without the feature no coded response is readable, so none comes here.
    pub(super) const fn undo(&mut self, _: &[Coding]) {}

    pub(super) fn take(&mut self, chunk: Bytes) -> Result<(), ExchangeError> {
        self.take_plain(chunk)
    }

    pub(super) fn take_end(&mut self) -> Result<(), ExchangeError> {
        self.read_end()
    }
}
