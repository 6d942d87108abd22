use std::{fs::File, sync::OnceLock};

use host::Manifest;

use crate::root;

/// The manifest, once its components are built from the present sources. Test programs that come together take turns.
pub fn built_manifest() -> &'static Manifest {
    static MANIFEST: OnceLock<Manifest> = OnceLock::new();
    MANIFEST.get_or_init(|| {
        let manifest = Manifest::read(root().join("spin.toml")).expect("spin.toml is a manifest");
        let target = root().join("target");
        std::fs::create_dir_all(&target).expect("the target folder can be made");
        let turn = File::create(target.join("e2e-build.lock")).expect("the target folder is writable");
        turn.lock().expect("a turn to build");
        host::build(&manifest, |step| eprintln!("{step}")).expect("the components build");
        manifest
    })
}
