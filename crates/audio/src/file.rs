//! Sound files: one table of formats, a reader that bears damaged files, and a writer that grows
//! a file piece by piece. Bytes in, bytes out; somebody else opens the files.

use std::fmt;

pub use wav::repair_header;
pub use writer::Writer;

use crate::codec::{Codec, SampleRate, split_wav49};
use crate::sound::Sound;

mod au;
mod compressed;
#[cfg(test)]
mod tests;
mod wav;
mod writer;

/// One format that files are stored in.
#[derive(Debug, PartialEq, Eq)]
pub struct Format {
    /// The name on the console.
    pub name: &'static str,
    /// The endings of file names, the usual one first. Case counts: `WAV` is another format than
    /// `wav`.
    pub extensions: &'static [&'static str],
    /// What is inside (for `wav` what we write; a file may hold something else).
    pub codec: Codec,
    container: Container,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Container {
    /// Payload and nothing else.
    Bare,
    /// Linear samples, low byte first, and nothing else.
    Swapped,
    Wav,
    Wav49,
    Au,
    /// Something that is only read.
    Compressed,
}

impl Format {
    /// The format of a file name's ending, or of a format's name (as `Record(name:slin)` may use).
    pub fn find(extension: &str) -> Option<&'static Self> {
        FORMATS
            .iter()
            .find(|format| format.extensions.contains(&extension))
            .or_else(|| FORMATS.iter().find(|format| format.name == extension))
            .or_else(|| {
                // `slin16` and its like are codec names for what files call `sln16`.
                let codec = Codec::from_name(extension)?;
                FORMATS
                    .iter()
                    .find(|format| format.codec == codec && format.container == Container::Swapped)
            })
    }

    /// Can such files be written?
    pub fn can_be_written(&self) -> bool {
        self.container != Container::Compressed && self.codec.can_transcode()
    }

    /// The usual ending of its files' names.
    pub fn extension(&self) -> &'static str {
        self.extensions.first().copied().unwrap_or(self.name)
    }
}

/// Every format, in the order in which `core show file formats` lists them.
pub fn formats() -> &'static [Format] {
    FORMATS
}

/// Why a file gives no sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// No format has this ending.
    UnknownExtension(String),
    /// It does not begin as its format must.
    NotThisFormat(&'static str),
    /// It is what it says, but of a kind that we cannot play.
    Unsupported(String),
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownExtension(extension) => {
                write!(f, "no sound format has the ending '{extension}'")
            }
            Self::NotThisFormat(name) => {
                write!(
                    f,
                    "this is not a {name} file: its beginning is something else"
                )
            }
            Self::Unsupported(what) => {
                write!(
                    f,
                    "cannot play {what}: convert it, for instance to 16-bit mono wav"
                )
            }
        }
    }
}

impl std::error::Error for FileFault {}

/// Reads a whole file of a format named by the ending of its name. A file that is cut short gives
/// what is there.
pub fn read(extension: &str, bytes: &[u8]) -> Result<Sound, FileFault> {
    let format =
        Format::find(extension).ok_or_else(|| FileFault::UnknownExtension(extension.to_owned()))?;
    match format.container {
        Container::Bare => Ok(whole_frames(format.codec, bytes)),
        Container::Swapped => Ok(Sound::new(format.codec, swapped(bytes))),
        Container::Wav | Container::Wav49 => wav::read(bytes),
        Container::Au => au::read(bytes),
        Container::Compressed => compressed::read(format.name, extension, bytes),
    }
}

/// The payload without a last frame that is cut short.
fn whole_frames(codec: Codec, bytes: &[u8]) -> Sound {
    let unit = codec.frame_unit().unwrap_or(1);
    Sound::new(codec, &bytes[..bytes.len() - bytes.len() % unit])
}

/// The bytes of each 16-bit sample the other way round; an odd byte at the end is left out.
fn swapped(bytes: &[u8]) -> Vec<u8> {
    bytes
        .as_chunks::<2>()
        .0
        .iter()
        .flat_map(|&[low, high]| [high, low])
        .collect()
}

/// `.WAV` data as GSM frames.
fn gsm_of_wav49(blocks: &[u8]) -> Sound {
    Sound::new(Codec::Gsm, split_wav49(blocks))
}

const fn bare(name: &'static str, extensions: &'static [&'static str], codec: Codec) -> Format {
    Format {
        name,
        extensions,
        codec,
        container: Container::Bare,
    }
}

const fn linear(extensions: &'static [&'static str], rate: SampleRate) -> Format {
    let name = extensions[0];
    Format {
        name,
        extensions,
        codec: Codec::Slin(rate),
        container: Container::Swapped,
    }
}

/// What is inside is heard at 16 kHz.
const fn compressed(name: &'static str, extensions: &'static [&'static str]) -> Format {
    Format {
        name,
        extensions,
        codec: Codec::Slin(SampleRate::R16000),
        container: Container::Compressed,
    }
}

static FORMATS: &[Format] = &[
    Format {
        name: "wav49",
        extensions: &["WAV", "wav49"],
        codec: Codec::Gsm,
        container: Container::Wav49,
    },
    Format {
        name: "wav16",
        extensions: &["wav16"],
        codec: Codec::Slin(SampleRate::R16000),
        container: Container::Wav,
    },
    Format {
        name: "wav",
        extensions: &["wav"],
        codec: Codec::Slin(SampleRate::R8000),
        container: Container::Wav,
    },
    bare("gsm", &["gsm"], Codec::Gsm),
    linear(&["sln192"], SampleRate::R192000),
    linear(&["sln96"], SampleRate::R96000),
    linear(&["sln48"], SampleRate::R48000),
    linear(&["sln44"], SampleRate::R44100),
    linear(&["sln32"], SampleRate::R32000),
    linear(&["sln24"], SampleRate::R24000),
    linear(&["sln16"], SampleRate::R16000),
    linear(&["sln12"], SampleRate::R12000),
    linear(&["sln", "raw", "slin"], SampleRate::R8000),
    bare("g722", &["g722"], Codec::G722),
    bare("ulaw", &["ulaw", "pcm", "ul", "mu", "ulw"], Codec::Ulaw),
    bare("alaw", &["alaw", "al", "alw"], Codec::Alaw),
    Format {
        name: "au",
        extensions: &["au"],
        codec: Codec::Ulaw,
        container: Container::Au,
    },
    bare("g729", &["g729"], Codec::G729),
    bare("g723", &["g723", "g723sf"], Codec::G723),
    bare("g726-32", &["g726-32"], Codec::G726),
    bare("ilbc", &["ilbc"], Codec::Ilbc),
    bare("siren7", &["siren7"], Codec::Siren7),
    bare("siren14", &["siren14"], Codec::Siren14),
    bare("g719", &["g719"], Codec::G719),
    bare("vox", &["vox"], Codec::Adpcm),
    compressed("mp3", &["mp3"]),
    compressed("ogg_vorbis", &["ogg"]),
    compressed("ogg_opus", &["opus"]),
];
