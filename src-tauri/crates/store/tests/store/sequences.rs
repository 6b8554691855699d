//! Any sequence of operations does what a simple model of the registry does.

use proptest::prelude::*;

use crate::{
    simple::{Content, Op, Simple, apply, is_like, told},
    support::Bench,
};

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]
    #[test]
    fn any_sequence_of_operations_is_like_a_simple_registry(
        sequence in prop::collection::vec(any::<[u8; 8]>().prop_map(Op::from_bytes), 1..40),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let bench = Bench::new().await;
            Content::write_all(bench.folder.path());
            let mut simple = Simple::default();
            for (position, op) in sequence.iter().enumerate() {
                let expected = simple.apply(op);
                assert_eq!(apply(&bench.store, op, bench.folder.path()).await, expected, "{position}: {op:?}");
                assert_eq!(told(&bench.store).await, simple.told(), "{position}: {op:?}");
            }
            is_like(&bench.store, &bench.workspace(), &simple).await;
        });
    }
}
