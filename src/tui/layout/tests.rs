use super::*;
use crate::tui::view::fixture;

fn at_size(width: u16, height: u16) -> Model {
    let mut model = fixture::model();
    (model.width, model.height) = (width, height);
    model
}

#[test]
fn a_wide_screen_has_the_panes_beside_each_other() {
    let layout = layout(&at_size(140, 38));
    assert_eq!(layout.arrangement, Arrangement::Wide);
    assert_eq!(layout.list.right(), layout.detail.x);
    assert_eq!((layout.list.y, layout.detail.y), (1, 1));
    assert_eq!(layout.footer.y, 37);
}

#[test]
fn a_narrow_screen_has_them_one_above_the_other() {
    let layout = layout(&at_size(80, 24));
    assert_eq!(layout.arrangement, Arrangement::Narrow);
    assert_eq!(layout.list.bottom(), layout.detail.y);
    assert_eq!(layout.detail.bottom(), layout.footer.y);
}

#[test]
fn the_zoomed_pane_has_all_of_it() {
    let mut model = at_size(80, 24);
    model.zoomed = true;
    assert_eq!(layout(&model).list, layout(&model).body);
    model.focus = Focus::Detail;
    assert_eq!(layout(&model).detail, layout(&model).body);
    assert!(layout(&model).list.is_empty());
}

#[test]
fn below_the_smallest_size_there_is_nothing_to_meet() {
    let layout = layout(&at_size(59, 24));
    assert_eq!(layout.arrangement, Arrangement::TooSmall);
    assert_eq!(layout.at(5, 5), None);
}

#[test]
fn the_mouse_meets_what_is_drawn() {
    let layout = layout(&at_size(140, 38));
    let rows = layout.list_rows();
    assert_eq!(layout.at(rows.x, rows.y + 2), Some(Spot::Row(2)));
    let fix = layout.tab(Tab::Fix);
    assert_eq!(layout.at(fix.x, fix.y), Some(Spot::Tab(2)));
    assert_eq!(layout.at(layout.detail.x, 10), Some(Spot::Border));
    assert_eq!(layout.at(layout.detail.x + 9, 10), Some(Spot::Detail));
    assert_eq!(layout.at(3, 0), None);
}

#[test]
fn the_border_goes_where_it_is_dragged() {
    for (width, height, column, row) in [(140, 38, 60, 10), (80, 24, 10, 12), (201, 50, 77, 3)] {
        let mut model = at_size(width, height);
        model.split = layout(&model).split_at(column, row);
        let border = layout(&model).border;
        assert!(border.x.abs_diff(column) <= 2 || border.y.abs_diff(row) <= 1, "{width} {border:?}");
    }
}

#[test]
fn a_dialog_hides_the_panes_from_the_mouse() {
    let mut model = at_size(80, 24);
    model.dialog = Some(Dialog::Help { top: 0 });
    assert_eq!(layout(&model).at(2, 3), Some(Spot::Dialog));
    assert_eq!(layout(&model).at(0, 23), None);
}
