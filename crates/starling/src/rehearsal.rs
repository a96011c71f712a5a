//! What `check`, `explain` and `test` have in common: the files of an installation, read and not used.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use config::Problem;
use rehearse::Material;
use rehearse::explain::Exchange;

use crate::directories::Installation;
use crate::disk::Folder;
use crate::load;
use crate::sounds::SoundLibrary;

/// An installation that nothing runs on.
pub(crate) struct Rehearsal {
    /// Where everything is.
    pub(crate) installation: Installation,
    /// The files.
    pub(crate) material: Material,
    /// What the program's own readers found wrong.
    pub(crate) problems: Vec<Problem>,
    /// They keep the program from starting.
    pub(crate) refused: bool,
    /// Applications and functions, also those that the files make.
    pub(crate) registry: call::script::Registry,
    sources: services::Sources,
    settings: Option<Arc<call::Settings>>,
    sounds: Option<SoundLibrary>,
}

impl Rehearsal {
    /// Reads everything. `place` is an `asterisk.conf`, or the folder of all files.
    pub(crate) fn read(place: &Path, strict: bool) -> Self {
        let folder = place
            .is_dir()
            .then(|| place.canonicalize().unwrap_or_else(|_| place.to_owned()));
        let file = folder
            .as_ref()
            .map_or_else(|| place.to_owned(), |folder| folder.join("asterisk.conf"));
        let (mut installation, mut problems) = Installation::load(&file, strict);
        installation.options.strict |= strict;
        if let Some(folder) = &folder {
            // A folder of a few files to look at need not be a whole installation.
            problems.retain(|problem| problem.span.line > 0);
            // Who names a folder means its files, wherever they will be installed.
            installation.directories.etc = folder.to_string_lossy().into_owned();
        }
        Self::of(installation, problems)
    }

    /// Reads the files of an installation; `problems` are those of its `asterisk.conf`.
    pub(crate) fn of(installation: Installation, mut problems: Vec<Problem>) -> Self {
        let files = Folder::new(&installation.directories.etc);
        let loaded = load::load(&installation, &files);
        let sources = loaded
            .as_ref()
            .map(|(configuration, _)| configuration.sources.clone());
        let sources = sources.unwrap_or_default();
        let registry = match &loaded {
            Ok((configuration, _)) => configuration.registry.clone(),
            Err(_) => load::registry(),
        };
        let material = Material::read(
            &files,
            installation.options.strict,
            &installation.variables(),
        );
        let refused = loaded.is_err();
        let (settings, sounds) = match loaded {
            Ok((configuration, more)) => {
                problems.extend(more);
                let there = configuration
                    .places
                    .sounds
                    .iter()
                    .any(|folder| folder.is_dir());
                let sounds = there.then(|| SoundLibrary::new(configuration.places));
                (Some(configuration.switchboard), sounds)
            }
            Err(more) => {
                problems.extend(more);
                (None, None)
            }
        };
        Self {
            installation,
            material,
            problems,
            refused,
            registry,
            sources,
            settings,
            sounds,
        }
    }

    /// Is there a sound; `None` when this machine has no sounds at all.
    pub(crate) fn has_sound(&self) -> Option<impl Fn(&str, &str) -> bool + '_> {
        let sounds = self.sounds.as_ref()?;
        Some(|name: &str, language: &str| sounds.find(name, language, None).is_some())
    }

    /// How long a sound is.
    pub(crate) fn length(&self, name: &str, language: &str) -> Option<Duration> {
        let sound = self.sounds.as_ref()?.find(name, language, None)?;
        Some(Duration::from_millis(sound.duration_ms()))
    }

    /// A stage for calls.
    ///
    /// # Errors
    /// The files cannot be used; says why.
    pub(crate) fn exchange<'a>(
        &'a self,
        length: &'a dyn Fn(&str, &str) -> Option<Duration>,
    ) -> Result<Exchange<'a>, String> {
        let settings = self.settings.clone().ok_or_else(|| {
            let problems: Vec<String> = self.problems.iter().map(ToString::to_string).collect();
            format!("these files cannot be used:\n{}", problems.join("\n"))
        })?;
        Ok(Exchange {
            dialplan: self.material.dialplan.clone(),
            globals: &self.material.globals,
            settings,
            program: self.material.program.clone(),
            registry: self.registry.clone(),
            sources: self.sources.clone(),
            sip: &self.material.sip,
            services: &self.material.services,
            music: &self.material.music,
            sounds: length,
        })
    }
}

/// Where the files are when nothing is said.
pub(crate) fn usual_place() -> PathBuf {
    PathBuf::from("/etc/asterisk")
}
