use wasmtime_wasi::p2::OutputStream as _;

use super::{LogLine, Logs, Stream};

fn line(text: &str) -> LogLine {
    LogLine { component: "a".to_owned(), stream: Stream::Stdout, text: text.to_owned() }
}

#[test]
fn what_is_written_is_cut_into_lines() {
    let logs = Logs::captured();
    let mut output = logs.output("a", Stream::Stdout);
    output.write("one\r\ntw".into()).unwrap();
    assert_eq!(logs.lines(), [line("one")]);
    output.write("o\nthree".into()).unwrap();
    assert_eq!(logs.lines(), [line("one"), line("two")]);
}

#[test]
fn a_last_line_without_its_end_is_kept_when_the_instance_ends() {
    let logs = Logs::captured();
    let mut output = logs.output("a", Stream::Stdout);
    output.write("last words".into()).unwrap();
    drop(output);
    assert_eq!(logs.lines(), [line("last words")]);
}

#[test]
fn nothing_is_kept_once_the_host_ends() {
    let logs = Logs::captured();
    logs.close();
    logs.failure("a", "too late".to_owned());
    assert_eq!(logs.lines(), []);
}
