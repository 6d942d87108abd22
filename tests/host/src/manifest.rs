//! The manifest, `spin.toml` version 2, read with Spin's strictness: a key nobody knows is refused, and so is a key this
//! host does not honour, rather than ignored.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use bytes::Bytes;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

mod names;
#[cfg(test)]
mod tests;
mod validation;

pub use names::{is_component_id, is_label, is_variable_name};

/// An application: what it is called, what it asks for, what it serves.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The folder that relative paths of the manifest start from.
    pub folder: PathBuf,
    /// Name, version, description.
    pub application: Application,
    /// The application's variables, by name.
    pub variables: BTreeMap<String, Variable>,
    /// The HTTP routes, in the order they are written.
    pub triggers: Vec<HttpTrigger>,
    /// The components, by id.
    pub components: BTreeMap<String, Component>,
}

/// What the application is called.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// The name.
    pub name: String,
    /// The version.
    #[serde(default)]
    pub version: String,
    /// One line on what it does.
    #[serde(default)]
    pub description: String,
    /// Who wrote it.
    #[serde(default)]
    pub authors: Vec<String>,
    /// Settings of other tools.
    #[serde(default)]
    pub tool: BTreeMap<String, toml::Table>,
    #[serde(default, rename = "targets")]
    _targets: NotSupported,
    #[serde(default, rename = "trigger")]
    _trigger: NotSupported,
}

/// A variable of the application: it is required, or it has a default.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// What it is for.
    #[serde(default)]
    pub description: Option<String>,
    /// Whether a value must be given at start.
    #[serde(default)]
    pub required: bool,
    /// The value when none is given.
    #[serde(default)]
    pub default: Option<String>,
    /// Whether the value must not be shown.
    #[serde(default)]
    pub secret: bool,
}

/// A route, and what answers on it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpTrigger {
    /// The trigger's own name.
    #[serde(default)]
    pub id: String,
    /// The component that answers.
    #[serde(default)]
    pub component: Option<String>,
    /// Where it answers.
    pub route: Route,
    /// The answer the host gives by itself, without a component.
    #[serde(default)]
    pub static_response: Option<StaticResponse>,
    #[serde(default, rename = "executor")]
    _executor: NotSupported,
    #[serde(default, rename = "components")]
    _components: NotSupported,
    #[serde(default, rename = "dependencies")]
    _dependencies: NotSupported,
}

/// Where a component answers.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(untagged, expecting = "a route is a string such as \"/v1/etat\", or { private = true }")]
pub enum Route {
    /// At a public path: exact, with `:parameters`, or ending in `/...`.
    Path(String),
    /// Only through other components of the application.
    Private(Private),
}

/// Marks a route that no client reaches.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Private {
    /// Always true.
    pub private: bool,
}

/// A fixed answer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaticResponse {
    /// The status, 200 when absent.
    #[serde(default)]
    pub status_code: Option<u16>,
    /// The headers.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body.
    #[serde(default)]
    pub body: Option<String>,
}

impl StaticResponse {
    /// The answer itself.
    ///
    /// # Errors
    /// When the status or a header cannot be sent.
    pub fn build(&self) -> Result<http::Response<Bytes>> {
        let mut response = http::Response::builder().status(self.status_code.unwrap_or(200));
        for (name, value) in &self.headers {
            response = response.header(name, value);
        }
        let body = Bytes::from(self.body.clone().unwrap_or_default());
        response.body(body).context("the static response has a status or a header that cannot be sent")
    }
}

/// A component: its code, and everything it may touch.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// The id, from the table's name.
    #[serde(skip)]
    pub id: String,
    /// The compiled component, relative to the manifest's folder.
    pub source: PathBuf,
    /// One line on what it does.
    #[serde(default)]
    pub description: String,
    /// The variables it may read, as templates over the application's.
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
    /// Its environment variables.
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
    /// The hosts it may call.
    #[serde(default)]
    pub allowed_outbound_hosts: Vec<String>,
    /// The labels of the key-value stores it may open.
    #[serde(default)]
    pub key_value_stores: Vec<String>,
    /// The labels of the databases it may open.
    #[serde(default)]
    pub sqlite_databases: Vec<String>,
    /// How to build it.
    #[serde(default)]
    pub build: Option<BuildConfig>,
    /// Settings of other tools.
    #[serde(default)]
    pub tool: BTreeMap<String, toml::Table>,
    #[serde(default, rename = "files")]
    _files: NotSupported,
    #[serde(default, rename = "exclude_files")]
    _exclude_files: NotSupported,
    #[serde(default, rename = "allowed_http_hosts")]
    _allowed_http_hosts: NotSupported,
    #[serde(default, rename = "ai_models")]
    _ai_models: NotSupported,
    #[serde(default, rename = "targets")]
    _targets: NotSupported,
    #[serde(default, rename = "dependencies")]
    _dependencies: NotSupported,
    #[serde(default, rename = "dependencies_inherit_configuration")]
    _dependencies_inherit_configuration: NotSupported,
    #[serde(default, rename = "profile")]
    _profile: NotSupported,
}

/// How to build a component.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuildConfig {
    /// The commands, run one after the other.
    pub command: Commands,
    /// The folder they run in, relative to the manifest's folder.
    #[serde(default)]
    pub workdir: Option<PathBuf>,
    /// The files whose change calls for a new build.
    #[serde(default)]
    pub watch: Vec<String>,
}

/// One command or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "a build command is a string or a list of strings")]
pub enum Commands {
    /// One.
    Single(String),
    /// Several.
    Multiple(Vec<String>),
}

impl Commands {
    /// The commands in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let all = match self {
            Self::Single(command) => std::slice::from_ref(command),
            Self::Multiple(commands) => commands.as_slice(),
        };
        all.iter().map(String::as_str)
    }
}

/// Stands for a key that Spin knows and this host does not honour: its presence is an error.
#[derive(Clone, Debug, Default)]
struct NotSupported;

impl<'de> Deserialize<'de> for NotSupported {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom("Spin knows this key, but this host does not support it: remove it"))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    spin_manifest_version: i64,
    application: Application,
    #[serde(default)]
    variables: BTreeMap<String, Variable>,
    trigger: Triggers,
    #[serde(default)]
    component: BTreeMap<String, Component>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Triggers {
    #[serde(default)]
    http: Vec<HttpTrigger>,
}

impl Manifest {
    /// Reads and checks the manifest at `path`.
    ///
    /// # Errors
    /// A sentence that names the file and what is wrong in it.
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("the manifest {} cannot be read", path.display()))?;
        let folder = match path.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        Self::parse(&text, folder).with_context(|| format!("the manifest {} is refused", path.display()))
    }

    /// Parses and checks the text of a manifest that lives in `folder`.
    ///
    /// # Errors
    /// A sentence that names what is wrong.
    pub fn parse(text: &str, folder: impl Into<PathBuf>) -> Result<Self> {
        let mut document: Document = toml::from_str(text).map_err(|error| anyhow!("{error}"))?;
        for (id, component) in &mut document.component {
            component.id.clone_from(id);
        }
        let version = document.spin_manifest_version;
        anyhow::ensure!(version == 2, "spin_manifest_version is {version}, only version 2 is supported");
        let manifest = Self {
            folder: folder.into(),
            application: document.application,
            variables: document.variables,
            triggers: document.trigger.http,
            components: document.component,
        };
        validation::check(&manifest)?;
        Ok(manifest)
    }

    /// Where the compiled component is.
    pub fn source(&self, component: &Component) -> PathBuf {
        self.folder.join(&component.source)
    }

    /// The components that a route, public or private, leads to: the others can be neither requested nor called.
    pub fn served(&self) -> BTreeSet<&str> {
        self.triggers.iter().filter_map(|trigger| trigger.component.as_deref()).collect()
    }
}
