//! Text: a response and the parts that constraints speak of.
