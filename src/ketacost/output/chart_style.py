"""How charts look: one style for all of them, on light and on dark.

Words have the page's own colour. Marks have colours of 3:1 and more on white and on black alike, so
that nothing has to be drawn anew when the theme changes; words in a coloured field have 4.5:1.
"""

from __future__ import annotations

LINES = ("#2f7ac0", "#b86e00", "#9c66bd", "#a06a50", "#6f7a86", "#16898e")
"""Told apart with any colour vision."""
DASHES = ("", "8 4", "2 3", "10 3 2 3", "16 4", "5 2")
"""Of the lines, in SVG's way: colour is not the only sign."""
STEPS = ("#e3eef8", "#b3d0ea", "#78aede", "#3577b5", "#1c4a80")
"""Fields from cheap to dear."""
SIDES = ("#1c5c9c", "#a9cbe8", "#e6e6e6", "#f5c98a", "#a85a00")
"""Fields of two sides and what lies between."""
INK, PAPER = "#14212e", "#ffffff"
DARK = frozenset({STEPS[3], STEPS[4], SIDES[0], SIDES[4]})
"""Fields with white words."""
_EDGE = "#7c8894"


def _field(name: str, colour: str) -> str:
    return f".kc-{name}{{background:{colour};color:{PAPER if colour in DARK else INK}}}"


_FIELDS = "".join(
    _field(f"{kind}{number}", colour)
    for kind, colours in (("step", STEPS), ("side", SIDES))
    for number, colour in enumerate(colours)
)

CHART_STYLE = f"""
.kc-chart {{margin: 0.5rem 0 1rem; font-size: 0.875rem; line-height: 1.35; color: inherit;
  container-type: inline-size; print-color-adjust: exact; -webkit-print-color-adjust: exact}}
.kc-chart p {{margin: 0.8rem 0 0.15rem; font-size: inherit; color: inherit}}
.kc-track {{position: relative; height: 1.1rem; border-right: 1px solid #80808066;
  margin: 0 0.5rem; background-image: linear-gradient(to right, #80808066 1px, transparent 1px)}}
.kc-track > * {{position: absolute; top: 50%; transform: translateY(-50%)}}
.kc-span {{height: 4px; border-radius: 2px; background: {LINES[4]}}}
.kc-dot {{width: 0.85rem; height: 0.85rem; border-radius: 50%; margin-left: -0.425rem;
  background: {LINES[0]}}}
.kc-bar {{left: 0; height: 0.75rem; background: {LINES[0]}; border: 1.5px solid {LINES[0]};
  min-width: 2px; box-sizing: border-box}}
.kc-bar.kc-outside {{background: none; border-style: dashed}}
.kc-ticks {{position: relative; height: 1.3rem; margin: 0.1rem 0.5rem 0; font-size: 0.8rem}}
.kc-ticks span {{position: absolute; transform: translateX(-50%); white-space: nowrap}}
.kc-ticks span:first-child {{transform: translateX(-0.5rem)}}
.kc-ticks span.kc-end {{transform: translateX(calc(-100% + 0.5rem))}}
.kc-title {{font-size: 0.8rem; margin: 0.1rem 0}}
.kc-key + .kc-title {{margin-bottom: 0.7rem}}
.kc-key {{list-style: none !important; margin: 0 0 0.5rem !important; padding: 0 !important}}
.kc-key li {{display: flex; gap: 0.5rem; align-items: baseline; margin: 0.15rem 0 !important;
  padding: 0 !important}}
.kc-key img {{flex: none; width: 48px; height: 12px}}
.kc-frame {{display: grid; grid-template-columns: max-content 1fr; margin-right: 0.5rem}}
.kc-up {{display: grid; font-size: 0.8rem; padding: 0 0.35rem 0 2px; text-align: right;
  position: relative}}
.kc-up span {{grid-area: 1 / 1; position: relative; height: 0; line-height: 0}}
.kc-area {{position: relative; height: 15rem; border-left: 1px solid #80808099;
  border-bottom: 1px solid #80808099}}
.kc-area img {{position: absolute; inset: 0; width: 100%; height: 100%}}
.kc-area i {{position: absolute; width: 0.65rem; height: 0.65rem; margin: -0.325rem;
  transform: rotate(45deg)}}
.kc-area hr {{position: absolute; left: 0; right: 0; margin: 0; border: 0;
  border-top: 1px solid #80808040}}
.kc-frame .kc-ticks {{grid-column: 2; margin: 0.1rem 0 0}}
.kc-frame .kc-ticks span {{transform: translateX(-50%)}}
.kc-frame .kc-ticks span.kc-end {{transform: translateX(calc(-100% + 0.5rem))}}
.kc-frame .kc-title {{grid-column: 2; margin: 0}}
.kc-tiles {{display: grid; grid-template-columns: repeat(12, 1fr); gap: 2px; text-align: center;
  font-size: 0.72rem; line-height: 1.25; max-width: 46rem}}
.kc-tiles div {{border: 1px solid {_EDGE}; border-radius: 3px; padding: 0.3em 0; min-height: 2.6em}}
.kc-tiles b, .kc-tiles span {{display: block}}
.kc-tiles .kc-usd {{display: none}}
.kc-heat .kc-usd {{position: absolute; clip-path: inset(50%); width: 1px; height: 1px;
  overflow: hidden; white-space: nowrap}}
.kc-heat {{border-collapse: collapse; width: 100%; font-size: 0.75rem; text-align: center}}
.kc-heat :is(th, td) {{padding: 0.2em 0.1em; font-weight: 400; border: 1px solid {_EDGE}}}
.kc-heat thead th {{border: 0; vertical-align: bottom; padding: 0.3em 0; color: inherit}}
.kc-heat thead span {{writing-mode: vertical-rl; transform: rotate(180deg); text-align: left;
  max-height: 14em; display: inline-block}}
.kc-heat tbody th {{border: 0; text-align: left; padding-right: 0.3em; color: inherit}}
.kc-heat .kc-name {{display: none}}
.kc-heat caption {{text-align: left; caption-side: top; font-size: 0.875rem; padding-bottom: 0.4rem;
  color: inherit}}
@container (max-width: 21rem) {{
  .kc-ticks .kc-between {{display: none}}
}}
@container (min-width: 34rem) {{
  .kc-tiles .kc-usd {{display: block}}
}}
@container (min-width: 48rem) {{
  .kc-heat .kc-usd {{position: static; clip-path: none}}
  .kc-heat .kc-name {{display: inline}}
  .kc-heat :is(.kc-sign, .kc-code) {{display: none}}
}}
{_FIELDS}
"""
