//! Where everything lies on the screen. Pure geometry: drawing and the mouse both ask here, so they cannot disagree.

use ratatui::layout::Rect;

use super::{
    model::{Dialog, Focus, Model, Pick, Tab},
    view::{self, tabs},
};

mod areas;

use areas::{inside, split};

/// Below this size there is only a sentence on the screen.
pub const SMALLEST: (u16, u16) = (60, 16);

/// From this width on the list lies left of the detail.
const WIDE: u16 = 120;

/// How the two panes lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrangement {
    /// The list left, the detail right.
    Wide,
    /// The list above, the detail below.
    Narrow,
    /// One pane has all of the screen.
    Zoomed,
    TooSmall,
}

/// The place of every part; a part that is not on the screen has no area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    pub arrangement: Arrangement,
    pub screen: Rect,
    pub header: Rect,
    /// Both panes together.
    pub body: Rect,
    pub list: Rect,
    pub detail: Rect,
    pub notice: Rect,
    pub footer: Rect,
    pub dialog: Rect,
    /// What can be dragged.
    pub border: Rect,
    /// How many lines at the foot of the detail say what is hidden in it.
    foot: u16,
    rows: Rect,
    tabs: [Rect; 5],
    items: Rect,
    first_item: usize,
}

/// What lies at a place of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// A line of the list, counted from the first one shown; there need not be a row on it.
    Row(usize),
    /// A tab, counted from the left.
    Tab(usize),
    Detail,
    Border,
    /// An item of the dialog, counted among those that pass the filter.
    Item(usize),
    /// Anything else of the dialog.
    Dialog,
}

/// Works out where everything lies.
pub fn layout(model: &Model) -> Layout {
    let screen = Rect::new(0, 0, model.width, model.height);
    let mut layout = Layout::nothing(screen);
    if screen.width < SMALLEST.0 || screen.height < SMALLEST.1 {
        return layout;
    }
    layout.header = Rect { height: 1, ..screen };
    layout.footer = Rect { y: screen.height - 1, height: 1, ..screen };
    let notice = view::footer::notice_height(model, screen.width);
    layout.notice = Rect { y: layout.footer.y - notice, height: notice, ..screen };
    layout.body = Rect { y: 1, height: screen.height - 2 - notice, ..screen };
    layout.place_panes(model);
    layout.place_dialog(model);
    layout
}

impl Layout {
    fn nothing(screen: Rect) -> Self {
        Self {
            arrangement: Arrangement::TooSmall,
            screen,
            header: Rect::ZERO,
            body: Rect::ZERO,
            list: Rect::ZERO,
            detail: Rect::ZERO,
            notice: Rect::ZERO,
            footer: Rect::ZERO,
            dialog: Rect::ZERO,
            border: Rect::ZERO,
            foot: 0,
            rows: Rect::ZERO,
            tabs: [Rect::ZERO; 5],
            items: Rect::ZERO,
            first_item: 0,
        }
    }

    fn place_panes(&mut self, model: &Model) {
        self.arrangement = match (model.zoomed, self.screen.width >= WIDE) {
            (true, _) => Arrangement::Zoomed,
            (false, true) => Arrangement::Wide,
            (false, false) => Arrangement::Narrow,
        };
        match (self.arrangement, model.focus) {
            (Arrangement::Zoomed, Focus::List) => self.list = self.body,
            (Arrangement::Zoomed, Focus::Detail) => self.detail = self.body,
            (arrangement, _) => (self.list, self.detail) = split(self.body, arrangement, model.split),
        }
        self.foot = view::hidden::bar::height(model).min(inside(self.detail).height);
        self.border = areas::border(self.arrangement, self.list);
        self.rows = view::list::rows_area(model, inside(self.list));
        self.tabs = tabs::areas(model, self.detail);
    }

    fn place_dialog(&mut self, model: &Model) {
        let Some(dialog) = &model.dialog else { return };
        let (width, height) = match dialog {
            Dialog::Confirm(_) => view::confirm::size(model, self.screen),
            Dialog::Pick(pick) | Dialog::Palette(pick) => view::pick::size(pick, self.screen),
            Dialog::Help { .. } => view::help::size(model, self.screen),
            Dialog::Page { cause, .. } => view::page::size(model, *cause, self.screen),
            Dialog::Keep(keep) => view::keep::size(model, keep, self.screen),
            Dialog::Word(_) => view::word::size(self.screen),
        };
        self.dialog = areas::centred(self.screen, width, height);
        if let Dialog::Pick(pick) | Dialog::Palette(pick) = dialog {
            self.place_items(pick);
        }
    }

    fn place_items(&mut self, pick: &Pick) {
        self.items = view::pick::items_area(self.dialog);
        let height = usize::from(self.items.height);
        let most = pick.shown().len().saturating_sub(height);
        self.first_item = pick.cursor.saturating_sub(height / 2).min(most);
    }

    /// Returns where the rows of the list are drawn.
    pub fn list_rows(&self) -> Rect {
        self.rows
    }

    /// Returns where this tab is drawn.
    pub fn tab(&self, tab: Tab) -> Rect {
        self.tabs[tab as usize]
    }

    /// Returns where the content of the detail is drawn.
    pub fn detail_content(&self) -> Rect {
        let area = areas::padded(inside(self.detail));
        Rect { height: area.height - self.foot.min(area.height), ..area }
    }

    /// Returns where it says what is hidden in the detail.
    pub fn detail_foot(&self) -> Rect {
        let area = inside(self.detail);
        Rect { y: area.bottom() - self.foot, height: self.foot, ..area }
    }

    /// Returns where the items of the dialog are drawn, and which is the first.
    pub fn items(&self) -> (Rect, usize) {
        (self.items, self.first_item)
    }

    /// Returns what lies at this place; with a dialog in front nothing else can be met.
    pub fn at(&self, column: u16, row: u16) -> Option<Spot> {
        let place = (column, row).into();
        if !self.dialog.is_empty() {
            return self.in_dialog(column, row);
        }
        if let Some(tab) = self.tabs.iter().position(|area| area.contains(place)) {
            return Some(Spot::Tab(tab));
        }
        if self.border.contains(place) {
            return Some(Spot::Border);
        }
        if self.rows.contains(place) {
            return Some(Spot::Row(usize::from(row - self.rows.y)));
        }
        self.detail.contains(place).then_some(Spot::Detail)
    }

    fn in_dialog(&self, column: u16, row: u16) -> Option<Spot> {
        if self.items.contains((column, row).into()) {
            return Some(Spot::Item(self.first_item + usize::from(row - self.items.y)));
        }
        self.dialog.contains((column, row).into()).then_some(Spot::Dialog)
    }

    /// Returns the share of the list, in percent, that puts the border at this place.
    pub fn split_at(&self, column: u16, row: u16) -> u16 {
        let (used, whole) = match self.arrangement {
            Arrangement::Narrow => (row.saturating_sub(self.body.y) + 1, self.body.height),
            _ => (column.saturating_sub(self.body.x) + 1, self.body.width),
        };
        let percent = (u32::from(used) * 100).div_ceil(u32::from(whole.max(1)));
        u16::try_from(percent.min(100)).unwrap_or(100)
    }
}

#[cfg(test)]
mod tests;
