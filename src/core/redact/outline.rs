//! The shape of YAML or JSON: keys, lists and the places of scalars, also of what is cut or broken.
//!
//! Everything is a guess and nothing an error: text that is neither gives an outline without use.

mod block;
mod flow;

use std::ops::Range;

pub(super) use block::read;

/// A tree of mappings, lists and scalars; node 0 holds the documents.
pub(super) struct Outline {
    pub nodes: Vec<Node>,
}

/// One value with the key it stands under, if it stands in a mapping.
#[derive(Default)]
pub(super) struct Node {
    pub key: Option<String>,
    pub scalar: Option<Scalar>,
    pub parent: usize,
    pub children: Vec<usize>,
}

/// A scalar without its quotes or its indentation.
#[derive(Clone)]
pub(super) struct Scalar {
    pub range: Range<usize>,
    pub style: Style,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    /// A number or a word of JSON: no string is written without quotes.
    Json,
    Single,
    Double,
    /// Lines behind `|` or `>`, of which all but the first are indented by so many bytes.
    Block {
        indent: usize,
    },
}

impl Outline {
    fn new() -> Self {
        Self { nodes: vec![Node::default()] }
    }

    fn add(&mut self, parent: usize, key: Option<String>) -> usize {
        let index = self.nodes.len();
        self.nodes.push(Node { key, parent, ..Node::default() });
        self.nodes[parent].children.push(index);
        index
    }

    fn set(&mut self, node: usize, range: Range<usize>, style: Style) {
        self.nodes[node].scalar = Some(Scalar { range, style });
    }

    pub(super) fn scalars(&self) -> impl Iterator<Item = &Scalar> {
        self.nodes.iter().filter_map(|node| node.scalar.as_ref())
    }

    /// Returns the children of a mapping with this key; a diff may have two.
    pub(super) fn under<'a>(&'a self, node: &'a Node, key: &'a str) -> impl Iterator<Item = &'a Node> {
        let children = node.children.iter().map(|child| &self.nodes[*child]);
        children.filter(move |child| child.key.as_deref() == Some(key))
    }

    /// Returns a node and all below it.
    pub(super) fn below<'a>(&'a self, node: &'a Node) -> Vec<&'a Node> {
        let mut all = vec![node];
        let mut at = 0;
        while let Some(node) = all.get(at).copied() {
            all.extend(node.children.iter().map(|child| &self.nodes[*child]));
            at += 1;
        }
        all
    }

    /// Returns the scalars of a node and of all below it.
    pub(super) fn leaves<'a>(&'a self, node: &'a Node) -> Vec<&'a Scalar> {
        self.below(node).into_iter().filter_map(|node| node.scalar.as_ref()).collect()
    }
}
