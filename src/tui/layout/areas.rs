//! Rectangles cut out of rectangles.

use ratatui::layout::Rect;

use super::Arrangement;

/// Neither pane is ever smaller than this: list width, detail width, list height, detail height.
const LEAST: [u16; 4] = [24, 56, 4, 9];

/// Divides the body among list and detail.
pub(super) fn split(body: Rect, arrangement: Arrangement, percent: u16) -> (Rect, Rect) {
    if arrangement == Arrangement::Narrow {
        let height = share(body.height, percent, LEAST[2], LEAST[3]);
        let detail = Rect { y: body.y + height, height: body.height - height, ..body };
        return (Rect { height, ..body }, detail);
    }
    let width = share(body.width, percent, LEAST[0], LEAST[1]);
    let detail = Rect { x: body.x + width, width: body.width - width, ..body };
    (Rect { width, ..body }, detail)
}

fn share(whole: u16, percent: u16, least: u16, least_of_rest: u16) -> u16 {
    let share = u32::from(whole) * u32::from(percent) / 100;
    let share = u16::try_from(share).unwrap_or(whole);
    share.min(whole.saturating_sub(least_of_rest)).max(least).min(whole)
}

/// Returns the edge between the panes that can be dragged.
pub(super) fn border(arrangement: Arrangement, list: Rect) -> Rect {
    match arrangement {
        // The edges of both panes lie side by side.
        Arrangement::Wide => Rect { x: list.right().saturating_sub(1), width: 2, ..list },
        Arrangement::Narrow => Rect { y: list.bottom().saturating_sub(1), height: 1, ..list },
        Arrangement::Zoomed | Arrangement::TooSmall => Rect::ZERO,
    }
}

/// Returns what is inside a border.
pub(super) fn inside(area: Rect) -> Rect {
    if area.width < 2 || area.height < 2 {
        return Rect::ZERO;
    }
    Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 2 }
}

/// Takes a column off either side.
pub(super) fn padded(area: Rect) -> Rect {
    Rect { x: area.x + area.width.min(1), width: area.width.saturating_sub(2), ..area }
}

/// Puts a dialog of this size into the middle of the screen, or as much of it as there is room for.
pub(super) fn centred(screen: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(screen.width), height.min(screen.height));
    Rect { x: (screen.width - width) / 2, y: (screen.height - height) / 2, width, height }
}
