//! Text to speech: which command makes a sound file of a text, and where the file is kept.

/// What is said, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// The text.
    pub text: String,
    /// The voice: a language of the engine (`fr`, `en-us`).
    pub voice: String,
}

/// Who speaks: a command with places for `%t` (file of the text), `%o` (file of the sound) and `%v`
/// (the voice).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpeechEngine {
    command: String,
}

impl Spoken {
    /// A text without control characters, and a voice that cannot mean anything else on a command line.
    pub fn new(text: &str, voice: &str) -> Self {
        let text: String = text
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .take(LONGEST_TEXT)
            .collect();
        let voice: String = voice
            .to_ascii_lowercase()
            .replace('_', "-")
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+'))
            .collect();
        let voice = match voice.trim_start_matches(['-', '+']) {
            "" => "en".to_owned(),
            voice => voice.to_owned(),
        };
        Self {
            text: text.trim().to_owned(),
            voice,
        }
    }
}

impl SpeechEngine {
    /// By its name, or a whole command; nothing stands for the usual one. Says why it cannot be.
    pub fn named(name: &str) -> Result<Self, String> {
        let name = name.trim();
        let row = ENGINES
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        let command = match row {
            Some((_, command)) => *command,
            None if name.is_empty() => ENGINES[0].1,
            None if name.contains("%o") && name.contains("%t") => name,
            None => {
                return Err(format!(
                    "'{name}' is neither a known speech engine nor a command with %t and %o"
                ));
            }
        };
        Ok(Self {
            command: command.to_owned(),
        })
    }

    /// What makes the file differ, besides the text and the voice.
    pub fn name(&self) -> &str {
        &self.command
    }

    /// A command of the shell that writes `sound` from the file `text`. All at once or nothing: whoever
    /// looks meanwhile does not find half a file. The file of the text is removed.
    pub fn shell_command(&self, spoken: &Spoken, text: &str, sound: &str) -> String {
        let half = format!("{sound}.half.wav");
        let command = self
            .command
            .replace("%v", &spoken.voice)
            .replace("%t", &quoted(text))
            .replace("%o", &quoted(&half));
        let (half, sound, text) = (quoted(&half), quoted(sound), quoted(text));
        format!("{command} && mv -f {half} {sound}; s=$?; rm -f {half} {text}; exit $s")
    }
}

/// As one word of the shell.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// The first one is the usual one.
const ENGINES: &[(&str, &str)] = &[
    ("espeak-ng", "espeak-ng -v %v -f %t -w %o"),
    ("espeak", "espeak -v %v -f %t -w %o"),
    ("flite", "flite -f %t -o %o"),
    ("festival", "text2wave %t -o %o"),
    ("pico", "pico2wave -l %v -w %o < %t"),
    ("piper", "piper --model %v --output_file %o < %t"),
];
const LONGEST_TEXT: usize = 4_000;

#[cfg(test)]
mod tests;
