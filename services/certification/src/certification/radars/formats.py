"""Draw levels of modules as a star with five arms."""

import re
import sys
from collections.abc import Sequence
from typing import NamedTuple
from xml.etree import ElementTree as Xml

import pygal
from pygal import PluginImportFixer
from pygal.style import Style

# pygal hangs a finder of a kind that Python gave up into the import system, for maps we never
# draw; every later import would warn of it.
sys.meta_path[:] = [each for each in sys.meta_path if not isinstance(each, PluginImportFixer)]

SVG = "http://www.w3.org/2000/svg"
OWN, TARGET = "#07353a", "#a34a00"
_COMMENTS = re.compile(r"<!--.*?-->", re.DOTALL)
_BOLD = "#chart-levels .series .line { stroke-width: 4px }"
_FONT = "system-ui, sans-serif"
_STYLE = Style(
    colors=(OWN, TARGET),
    background="#ffffff",
    plot_background="#ffffff",
    foreground="#12262b",
    foreground_strong="#12262b",
    foreground_subtle="#5b6c70",
    font_family=_FONT,
    label_font_size=17,
    major_label_font_size=17,
    legend_font_size=19,
    guide_stroke_color="#c3cfd1",
    major_guide_stroke_color="#c3cfd1",
    guide_stroke_dasharray="1,0",
    major_guide_stroke_dasharray="1,0",
    opacity=".18",
    opacity_hover=".18",
    transition="none",
)


class Line(NamedTuple):
    """One line of the drawing: what it is called, and a level for each arm."""

    name: str
    levels: Sequence[int]


def draw(arms: Sequence[str], own: Line, target: Line, *, title: str, description: str) -> str:
    """Return the drawing as SVG: one line whole and filled, one dashed; without script or date."""
    chart = pygal.Radar(
        js=(),
        css=("file://style.css", "file://graph.css", f"inline:{_BOLD}"),
        width=720,
        height=560,
        range=(0, 4),
        y_labels=list(range(5)),
        dots_size=6,
        legend_at_bottom=True,
        legend_at_bottom_columns=2,
        show_y_guides=True,
        disable_xml_declaration=True,
        style=_STYLE,
    )
    chart.uuid = "levels"  # the same levels give the same bytes
    chart.x_labels = list(arms)
    chart.add(own.name, list(own.levels), fill=True, stroke_style={"width": 4})
    chart.add(target.name, list(target.levels), stroke_style={"width": 4, "dasharray": "10, 7"})
    return _described(chart.render(is_unicode=True), title, description)


def _described(drawing: str, title: str, description: str) -> str:
    """Say in words what is drawn, and take out whatever could run or names the day."""
    Xml.register_namespace("", SVG)
    root = Xml.fromstring(_COMMENTS.sub("", drawing))  # noqa: S314 - we drew it ourselves
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{SVG}}}script", f"{{{SVG}}}title", f"{{{SVG}}}desc"):
                parent.remove(child)
    root.set("role", "img")
    root.set("aria-labelledby", "drawing-title drawing-desc")
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        words = Xml.Element(f"{{{SVG}}}{tag}", {"id": f"drawing-{tag}"})
        words.text = text
        root.insert(place, words)
    return Xml.tostring(root, encoding="unicode")
