use std::fmt::Display;

/// Logs a fault of the infrastructure, once, where it is met: one JSON object on one line of the standard error.
/// `cause` must hold no personal data and no token: database and network errors do not, request input does.
pub fn log_fault(request_id: &str, code: &str, cause: &dyn Display) {
    let line = serde_json::json!({
        "level": "error", "request_id": request_id, "code": code, "cause": cause.to_string(),
    });
    eprintln!("{line}");
}
