//! What checking costs, by the size of the response.

#[cfg(test)]
mod growth;
