use super::fixture;

#[test]
fn smoke() {
    println!("{}", fixture::text(&fixture::draw(&mut fixture::model(), 140, 38)));
}
