"""Entry of the app: page set-up and navigation, nothing else."""

from __future__ import annotations

import streamlit as st

from ketacost.app import compare_page, pieces


def main() -> None:
    """Run the page that the visitor asks for."""
    st.set_page_config(page_title="ketacost: what would it cost me?", layout="wide")
    pieces.style()
    page = st.navigation(
        [st.Page(compare_page.show, title="Compare", url_path="compare", default=True)],
        position="top",
    )
    page.run()
    pieces.foot()


if __name__ == "__main__":
    main()
