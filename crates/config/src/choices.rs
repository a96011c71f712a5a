//! Options that take one of a few words.

/// Declares an enum and the words for each variant, the usual word first. The first variant is
/// the type's `Default`.
///
/// ```ignore
/// config::choices! {
///     /// How digits travel.
///     pub enum DtmfMode {
///         /// As RFC 4733 events.
///         Events = "rfc4733" | "rfc2833",
///         /// As tones in the audio.
///         Inband = "inband",
///     }
/// }
/// ```
#[macro_export]
macro_rules! choices {
    (
        $(#[$about:meta])*
        $vis:vis enum $Name:ident {
            $(#[$first_about:meta])* $First:ident = $first:literal $(| $first_other:literal)*
            $(, $(#[$next_about:meta])* $Next:ident = $next:literal $(| $next_other:literal)*)*
            $(,)?
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $Name {
            $(#[$first_about])* #[default] $First,
            $($(#[$next_about])* $Next,)*
        }

        impl $Name {
            /// The usual word for it.
            #[must_use]
            $vis const fn as_str(self) -> &'static str {
                match self {
                    Self::$First => $first,
                    $(Self::$Next => $next,)*
                }
            }
        }

        impl $crate::FromConf for $Name {
            const KIND: &'static str = concat!("one of ", $first $(, ", ", $next)*);
            const CHOICES: &'static [&'static str] = &[$first $(, $next)*];

            fn from_conf(text: &str) -> Result<Self, String> {
                let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
                if is(&[$first $(, $first_other)*]) {
                    return Ok(Self::$First);
                }
                $(if is(&[$next $(, $next_other)*]) {
                    return Ok(Self::$Next);
                })*
                Err(Self::KIND.to_owned())
            }
        }
    };
}
