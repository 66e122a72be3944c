"""Entry of the app: page set-up and navigation, nothing else."""

from __future__ import annotations

import streamlit as st

from ketacost.app import changes_page, compare_page, pieces, prices_page, state


def main() -> None:
    """Run the page that the visitor asks for."""
    st.set_page_config(page_title="ketacost: what would it cost me?", layout="wide")
    pieces.style()
    state.keep()
    page = st.navigation(
        [
            st.Page(compare_page.show, title="Compare", url_path="compare", default=True),
            st.Page(prices_page.show, title="Prices", url_path="prices"),
            st.Page(changes_page.show, title="What changed", url_path="changes"),
        ],
        position="top",
    )
    page.run()
    pieces.foot()


if __name__ == "__main__":
    main()
