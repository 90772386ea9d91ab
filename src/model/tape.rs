//! Gradient checkpointing (Chen et al., arXiv 1604.06174): between forward and backward pass only the inputs of blocks are
//! kept; what happened inside of a block is computed again when its gradient is due.

use candle_core::backprop::GradStore;
use candle_core::{Result, Tensor, Var};

/// A block by its place, over `x: [tokens, hidden]`.
type Again = dyn Fn(usize, &Tensor) -> Result<Tensor> + Send + Sync;

/// The inputs of blocks, and how to compute a block again.
pub(crate) struct Tape {
    /// One a block, `[tokens, hidden]`; the first may be tracked, the others are not.
    inputs: Vec<Tensor>,
    /// What the last block gave, as a variable.
    end: Var,
    again: Box<Again>,
}

impl Tape {
    /// Goes through all blocks; gives what the last one gives, tracked from there on.
    pub(super) fn record(
        blocks: usize,
        mut x: Tensor,
        again: impl Fn(usize, &Tensor) -> Result<Tensor> + Send + Sync + 'static,
    ) -> Result<(Tensor, Tape)> {
        let mut inputs = Vec::with_capacity(blocks);
        for index in 0..blocks {
            inputs.push(x.clone());
            x = again(index, &x.detach())?.detach();
        }
        let end = Var::from_tensor(&x)?;
        Ok((end.as_tensor().clone(), Tape { inputs, end, again: Box::new(again) }))
    }

    /// The backward pass of a sum. `take` gets the gradients of each part, from the last to the first; a variable that
    /// is used in several parts is in several.
    ///
    /// # Errors
    /// What `take` or the tensor library fails with.
    pub(crate) fn backward<E: From<candle_core::Error>>(
        &self,
        sum: &Tensor,
        mut take: impl FnMut(&GradStore) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let store = sum.backward()?;
        take(&store)?;
        let Some(mut slope) = store.get(self.end.as_tensor()).cloned() else { return Ok(()) };
        drop(store);
        for (index, input) in self.inputs.iter().enumerate().rev() {
            let x = Var::from_tensor(&input.detach())?;
            let y = (self.again)(index, x.as_tensor())?;
            let store = (y * slope.detach())?.sum_all()?.backward()?;
            take(&store)?;
            match store.get(x.as_tensor()) {
                Some(further) => slope = further.clone(),
                None => return Ok(()),
            }
        }
        if let Some(first) = self.inputs.first().filter(|x| x.track_op()) {
            take(&(first * slope.detach())?.sum_all()?.backward()?)?;
        }
        Ok(())
    }
}
