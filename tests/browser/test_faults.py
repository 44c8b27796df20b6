"""Whoever says that a page is sound would have seen it if it were not."""

import pytest

from tests.browser.pages import Opener, assert_page_is_sound

BREAK = """() => {
  const find = what => document.querySelector(what);
  document.title = 'Something else';
  console.error('broken');
  find('label[for=name]').remove();
  find('main').style.width = '900px';
  find('main').insertAdjacentHTML('beforeend', '<img src="/sample/static/chassis/mark.svg">');
  find('form.ask button').style.cssText = 'min-height: 0; height: 20px; padding: 0';
  find('#code').style.setProperty('outline', 'none', 'important');
  find('#about').addEventListener('focus', e => e.target.blur());
}"""
FAULTS = {
    "title": "the title 'Something else' is not",
    "labels": '<input class="form-control" id="name"',
    "too wide at 320 px": "the page is too wide",
    "small targets": "<button",
    "keyboard": "focus not seen: <input .*code",
}
WITH_JAVASCRIPT = {
    "console": "broken",
    "axe": "image-alt: ",
    "keyboard": "not reached: <textarea .*focus not seen: <input .*code",
}


@pytest.mark.parametrize("js", [True, False])
def test_every_fault_of_a_page_is_named(open_page: Opener, sample: str, js: bool) -> None:
    visit = open_page(sample + "/ask", js=js)
    visit.page.evaluate(BREAK)
    with pytest.raises(AssertionError) as raised:
        assert_page_is_sound(visit)
    for kind, text in (FAULTS | WITH_JAVASCRIPT if js else FAULTS).items():
        raised.match(rf"'{kind}': \[[^\]]*{text}")
