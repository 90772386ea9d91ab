//! Text: a response and the parts that constraints speak of.
mod part;
pub use part::Part;
