//! How what is known of parts reads as a language of whole texts: beginnings, lines, lengths.

pub(super) mod length;
pub(super) mod lines;
pub(super) mod prefix;
