//! What components write to their standard output and error, line by line.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::io::AsyncWrite;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamResult};

#[cfg(test)]
mod tests;

/// Which output a line was written to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
    /// None: the host speaks about the component.
    Host,
}

/// A line that a component wrote, or that the host wrote about it.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLine {
    /// The component.
    pub component: String,
    /// The output.
    pub stream: Stream,
    /// The line, without its end.
    pub text: String,
}

/// Keeps the lines when `captured` is there, passes them to standard error otherwise.
#[derive(Clone, Debug, Default)]
pub(crate) struct Logs {
    captured: Option<Arc<Mutex<Vec<LogLine>>>>,
    closed: Arc<AtomicBool>,
}

impl Logs {
    pub(crate) fn captured() -> Self {
        Self { captured: Some(Arc::default()), closed: Arc::default() }
    }

    pub(crate) fn lines(&self) -> Vec<LogLine> {
        let lines =
            |kept: &Arc<Mutex<Vec<LogLine>>>| kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.captured.as_ref().map(lines).unwrap_or_default()
    }

    pub(crate) fn output(&self, component: &str, stream: Stream) -> Output {
        let pending = Mutex::default();
        Output(Arc::new(Written { logs: self.clone(), component: component.to_owned(), stream, pending }))
    }

    /// Tells that something failed in a component.
    pub(crate) fn failure(&self, component: &str, text: String) {
        self.write(LogLine { component: component.to_owned(), stream: Stream::Host, text });
    }

    /// What happens while the host ends is not worth a line.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
    }

    fn write(&self, line: LogLine) {
        if self.closed.load(Ordering::Relaxed) {
            return;
        }
        match &self.captured {
            Some(kept) => kept.lock().unwrap_or_else(PoisonError::into_inner).push(line),
            None => eprintln!("[{}] {}", line.component, line.text),
        }
    }
}

/// One output of one instance.
#[derive(Clone)]
pub(crate) struct Output(Arc<Written>);

struct Written {
    logs: Logs,
    component: String,
    stream: Stream,
    pending: Mutex<Vec<u8>>,
}

impl Written {
    fn append(&self, bytes: &[u8]) {
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        pending.extend_from_slice(bytes);
        while let Some(end) = pending.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = pending.drain(..=end).collect();
            self.write(&line);
        }
    }

    fn write(&self, line: &[u8]) {
        let text = String::from_utf8_lossy(line).trim_end_matches(['\n', '\r']).to_owned();
        self.logs.write(LogLine { component: self.component.clone(), stream: self.stream, text });
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        let rest = std::mem::take(self.pending.get_mut().unwrap_or_else(PoisonError::into_inner));
        if !rest.is_empty() {
            self.write(&rest);
        }
    }
}

impl IsTerminal for Output {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for Output {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(self.clone())
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }
}

impl AsyncWrite for Output {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.0.append(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[wasmtime_wasi::async_trait]
impl Pollable for Output {
    async fn ready(&mut self) {}
}

impl OutputStream for Output {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        self.0.append(&bytes);
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(1 << 20)
    }
}
