"""What is painted before the stylesheet has come is the page as it will stay: nothing moves when it comes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.test_accessibility import PATHS

BOXES = """() => [...document.querySelectorAll('body *')].filter(each => each.checkVisibility()).map(each => {
    const { x, y, width, height } = each.getBoundingClientRect();
    return [each.tagName, each.className?.baseVal ?? each.className, each.id, ...[x, y, width, height].map(Math.round)].join(' ');
})"""
COLOURS = """() => [...document.querySelectorAll('body, .masthead, main a, main button, main input')].map(each => {
    const style = getComputedStyle(each);
    return [each.tagName, style.color, style.backgroundColor, style.borderColor].join(' ');
})"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())
def test_the_stylesheet_moves_and_colours_nothing(page: Page, live_server: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.route("**/style.*.css", lambda route: route.abort())
    page.goto(live_server + path)
    boxes, colours = page.evaluate(BOXES), page.evaluate(COLOURS)
    page.unroute_all()
    page.goto(live_server + path)
    assert page.evaluate("document.styleSheets.length") == 2
    assert sorted(set(boxes) ^ set(page.evaluate(BOXES))) == []
    assert colours == page.evaluate(COLOURS)
