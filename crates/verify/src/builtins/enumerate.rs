//! Elements with their positions.

use super::arguments::List;
use super::neighbours::pair;
use crate::value::{Context, Value};

pub(super) fn enumerate(List(list): List<'_>, _: &Context<'_>) -> Value {
    Value::List(
        (1..).zip(list.iter()).map(|(position, element)| pair(Value::Int(position), element)).collect(),
    )
}
