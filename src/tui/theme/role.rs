//! The roles: everything on the screen that can look different from plain text.

macro_rules! roles {
    ($($(#[doc = $doc:literal])* $role:ident $name:literal,)*) => {
        /// What a piece of the screen is. A theme gives each role a style under its name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Role {
            $($(#[doc = $doc])* $role,)*
        }

        impl Role {
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$role),*];
            pub const COUNT: usize = Self::ALL.len();

            /// Returns its name in a theme file.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$role => $name,)*
                }
            }
        }
    };
}

roles! {
    /// The whole screen, before anything is drawn.
    Ground "ground",
    Text "text",
    /// Text that is read first: headings, the failing thing.
    Strong "strong",
    /// Text that is there when looked for.
    Dim "dim",
    /// Line numbers, rules, what is hardly there.
    Faint "faint",
    /// Keys and whatever else can be acted on.
    Accent "accent",
    /// Header and footer.
    Bar "bar",
    /// The ground of quoted text and of folds.
    Quote "quote",
    /// What matters inside quoted text.
    QuoteCore "quote.core",
    PaneBorder "pane.border",
    PaneFocused "pane.focused",
    /// The row under the cursor.
    Selection "selection",
    /// The bar left of that row.
    SelectionBar "selection.bar",
    /// The chosen one of several tabs or variants.
    Chosen "chosen",
    /// One that could be chosen.
    Choice "choice",
    SeverityCritical "severity.critical",
    SeverityWarning "severity.warning",
    SeverityInfo "severity.info",
    Good "good",
    Unknown "unknown",
    BadgeDemo "badge.demo",
    BadgeReadOnly "badge.read-only",
    BadgeProtected "badge.protected",
    BadgeRedacted "badge.redacted",
    BadgeStale "badge.stale",
    /// A placeholder, where something is hidden.
    Hidden "hidden",
    /// The one that is looked at.
    HiddenHere "hidden.here",
    NoticeDone "notice.done",
    NoticeProblem "notice.problem",
    DiffAdded "diff.added",
    DiffAddedWord "diff.added-word",
    DiffAddedGutter "diff.added-gutter",
    DiffRemoved "diff.removed",
    DiffRemovedWord "diff.removed-word",
    DiffRemovedGutter "diff.removed-gutter",
    /// The side of a row on which there is no line.
    DiffGap "diff.gap",
    SyntaxKey "syntax.key",
    SyntaxString "syntax.string",
    SyntaxNumber "syntax.number",
    SyntaxConstant "syntax.constant",
    SyntaxComment "syntax.comment",
    SyntaxPunctuation "syntax.punctuation",
    /// The ground of a dialog.
    Dialog "dialog",
    DialogBorder "dialog.border",
    /// The border of a dialog in front of something that cannot be taken for granted.
    DialogWarning "dialog.warning",
    /// The border of a dialog that says no.
    DialogRefused "dialog.refused",
    /// What lies behind a dialog.
    Behind "behind",
    Field "field",
    FieldCursor "field.cursor",
}
