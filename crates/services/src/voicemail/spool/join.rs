//! Two recordings become one: the comment in front of a forwarded message.

use audio::file::{self, Format, Writer};
use call::disk::{Disk, DiskFault, DiskWork};

use super::Recording;

/// Writes one recording and then another into new files.
#[derive(Debug)]
pub struct Join {
    /// What comes first; its formats are those of the result.
    pub first: Recording,
    /// What comes second: path without ending.
    pub second: String,
    /// The result: path without ending.
    pub stem: String,
}

impl DiskWork for Join {
    type Reply = Result<Recording, DiskFault>;

    fn perform(&self, disk: &dyn Disk) -> Self::Reply {
        for ending in &self.first.endings {
            let format =
                Format::find(ending).ok_or_else(|| format!("format '{ending}' is unknown"))?;
            let mut writer = Writer::new(format);
            let mut data = Vec::new();
            for stem in [&self.first.stem, &self.second] {
                let path = format!("{stem}.{ending}");
                let bytes = disk
                    .read(&path)?
                    .ok_or_else(|| format!("'{path}' is not there"))?;
                let sound =
                    file::read(ending, &bytes).map_err(|_| format!("'{path}' is no sound"))?;
                let samples = sound
                    .samples()
                    .ok_or_else(|| format!("'{path}' cannot be decoded"))?;
                writer.append_samples(&samples, &mut data);
            }
            writer.finish(&mut data);
            let mut bytes = writer.header();
            bytes.extend(data);
            disk.write(&format!("{}.{ending}", self.stem), &bytes)?;
        }
        Ok(Recording {
            stem: self.stem.clone(),
            endings: self.first.endings.clone(),
        })
    }
}
