"""Streamlit's icon font with the icons alone that a page can show: 9 KB in place of 375.

It is cut by `tests/load/cut_icons.py` from Google's Material Symbols (Apache License 2.0, see
`browser/icons.LICENSE`), and served in place of the very font that it was cut from; with another
Streamlit, whose font is another, the whole font is.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

CUT = Path(__file__).parent / "browser" / "icons.woff2"
WHOLE = "5338271f9f9c546efda102c5778ef8ada92cdc3813f7ca6386bd8facb5df2537"
_NAMES = """
123 1k access_time add area_chart arrow_downward arrow_drop_down_circle arrow_upward
arrows_outward attach_money audio_file auto_awesome bar_chart calendar_month calendar_today call
chat check check_box check_circle checklist chevron_left chevron_right circle close code_blocks
commit compare_arrows content_copy contrast currency_yen dark_mode data_object delete download
edit error euro expand_less expand_more experiment face finance_chip format_list_numbered help
image info ios_share keep keep_off keyboard_arrow_down keyboard_arrow_right
keyboard_double_arrow_left keyboard_double_arrow_right light_mode link list markdown menu
more_horiz more_vert notes percent print refresh schedule search search_activity
sentiment_dissatisfied sentiment_neutral sentiment_sad sentiment_satisfied
sentiment_very_satisfied share show_chart smart_button smart_toy speed_1_75 star tag thumb_down
thumb_up timelapse today translate tune undo upload video_file visibility visibility_off
"""
ICONS = frozenset(_NAMES.split())


def in_place_of(font: Path) -> Path:
    """What to serve for a font of Streamlit's: the cut one for the whole, others as they are."""
    whole = hashlib.sha256(font.read_bytes()).hexdigest() == WHOLE
    return CUT if whole and CUT.is_file() else font
