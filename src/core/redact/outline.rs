//! The shape of YAML or JSON: keys, lists and the places of scalars, also of what is cut or broken.
//!
//! Everything is a guess and nothing an error: text that is neither gives an outline without use.

mod block;
mod flow;

use std::{borrow::Cow, ops::Range};

pub(super) use block::read;

/// A tree of mappings, lists and scalars; node 0 holds the documents.
pub(super) struct Outline<'t> {
    pub nodes: Vec<Node<'t>>,
}

/// One value with the key it stands under, if it stands in a mapping.
#[derive(Default)]
pub(super) struct Node<'t> {
    pub key: Option<Cow<'t, str>>,
    pub scalar: Option<Scalar>,
    /// Its own place among the nodes, and those of its relatives; 0 where there is none.
    pub index: usize,
    pub parent: usize,
    first_child: usize,
    last_child: usize,
    next: usize,
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

impl<'t> Outline<'t> {
    fn new() -> Self {
        Self { nodes: vec![Node::default()] }
    }

    fn add(&mut self, parent: usize, key: Option<Cow<'t, str>>) -> usize {
        let index = self.nodes.len();
        self.nodes.push(Node { key, index, parent, ..Node::default() });
        let above = &mut self.nodes[parent];
        let last = std::mem::replace(&mut above.last_child, index);
        if last == 0 {
            above.first_child = index;
        } else {
            self.nodes[last].next = index;
        }
        index
    }

    fn set(&mut self, node: usize, range: Range<usize>, style: Style) {
        self.nodes[node].scalar = Some(Scalar { range, style });
    }

    pub(super) fn scalars(&self) -> impl Iterator<Item = &Scalar> {
        self.nodes.iter().filter_map(|node| node.scalar.as_ref())
    }

    pub(super) fn children<'a>(&'a self, node: &'a Node<'t>) -> impl Iterator<Item = &'a Node<'t>> {
        let child = |index: usize| (index != 0).then(|| &self.nodes[index]);
        std::iter::successors(child(node.first_child), move |node| child(node.next))
    }

    /// Returns the children of a mapping with this key; a diff may have two.
    pub(super) fn under<'a>(&'a self, node: &'a Node<'t>, key: &'a str) -> impl Iterator<Item = &'a Node<'t>> {
        self.children(node).filter(move |child| child.key.as_deref() == Some(key))
    }

    /// Returns a node and all below it, in the order of the text.
    pub(super) fn below<'a>(&'a self, node: &'a Node<'t>) -> impl Iterator<Item = &'a Node<'t>> {
        let top = node.index;
        std::iter::successors(Some(node), move |node| {
            if node.has_children() {
                return Some(&self.nodes[node.first_child]);
            }
            let mut last = *node;
            while last.index != top {
                if last.next != 0 {
                    return Some(&self.nodes[last.next]);
                }
                last = &self.nodes[last.parent];
            }
            None
        })
    }

    /// Returns the scalars of a node and of all below it.
    pub(super) fn leaves<'a>(&'a self, node: &'a Node<'t>) -> impl Iterator<Item = &'a Scalar> {
        self.below(node).filter_map(|node| node.scalar.as_ref())
    }
}

impl Node<'_> {
    pub(super) fn has_children(&self) -> bool {
        self.first_child != 0
    }
}
