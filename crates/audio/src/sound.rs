//! One stored recording.

use std::sync::Arc;

use crate::codec::{Codec, decoder};

/// A recording as payload of one codec, headers removed. Cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct Sound {
    /// What the bytes are.
    pub codec: Codec,
    /// The payload (linear samples in network byte order, see [`Codec::Slin`]).
    pub data: Arc<[u8]>,
}

impl Sound {
    /// A sound of these payload bytes.
    pub fn new(codec: Codec, data: impl Into<Arc<[u8]>>) -> Self {
        Self {
            codec,
            data: data.into(),
        }
    }

    /// A sound of linear samples.
    pub fn from_samples(rate: crate::SampleRate, samples: &[i16]) -> Self {
        let bytes: Vec<u8> = samples
            .iter()
            .flat_map(|sample| sample.to_be_bytes())
            .collect();
        Self::new(Codec::Slin(rate), bytes)
    }

    /// How long it lasts; 0 for codecs of varying rate.
    pub fn duration_ms(&self) -> u64 {
        self.codec.duration_ms(self.data.len()).unwrap_or(0)
    }

    /// Its samples at the codec's own rate, or None when we cannot decode it.
    pub fn samples(&self) -> Option<Vec<i16>> {
        let mut samples = Vec::new();
        decoder(self.codec)?.decode(&self.data, &mut samples);
        Some(samples)
    }
}

impl std::fmt::Debug for Sound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sound({}, {} bytes)", self.codec, self.data.len())
    }
}
