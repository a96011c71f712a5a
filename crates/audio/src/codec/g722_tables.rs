//! The numbers of ITU-T G.722 that cannot be computed: quantisers, adaptation and the filter bank.

/// Decision levels of the 60-level lower-band quantiser (table 4, upper half of the axis).
pub(super) const LOW_DECISIONS: [i32; 29] = [
    35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023,
    1121, 1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919,
];

/// Output levels of the lower band by 6-bit code (table QM6). The four codes that are never sent
/// stand for the smallest negative level.
pub(super) const LOW_OUTPUTS_6: [i32; 64] = [
    -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232,
    -9360, -8576, -7856, -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776,
    -2400, -2032, -1688, -1360, -1040, -728, 24808, 21904, 19008, 16704, 14984, 13512, 12280,
    11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456, 4944, 4464, 4008, 3576, 3168, 2776,
    2400, 2032, 1688, 1360, 1040, 728, 432, 136, -432, -136,
];

/// Output levels of the lower band by the upper four bits of its code (table QM4); both ends adapt
/// by these.
pub(super) const LOW_OUTPUTS_4: [i32; 16] = [
    0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584,
    1200, 0,
];

/// How the lower band's step grows, by the upper four bits of its code (tables RL42 and WL).
pub(super) const LOW_GROWTH: [i32; 16] = [
    -60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60,
];

/// Output levels of the upper band by 2-bit code (table QM2).
pub(super) const HIGH_OUTPUTS: [i32; 4] = [-7408, -1616, 7408, 1616];

/// How the upper band's step grows, by its code (tables RH2 and WH).
pub(super) const HIGH_GROWTH: [i32; 4] = [798, -214, 798, -214];

/// The upper band's only decision level.
pub(super) const HIGH_DECISION: i32 = 564;

/// 2048 · 2^(i/32): one octave of the step sizes (table ILB).
pub(super) const STEPS: [i32; 32] = [
    2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834,
    2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
];

/// The even taps of the symmetric 24-tap filter bank; the odd ones are the same, backwards.
pub(super) const BANK: [i32; 12] = [3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11];
